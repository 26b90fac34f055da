import { printable, wrap } from '../../report/terminal/text.ts';

/** A paragraph in lines that fit. Behind a mark like ✓, the lines after the first stand below its words. */
export function prose(text: string, { width = 100 }: { readonly width?: number }): string {
  const indent = /^[✓✗?] /.test(text) ? '  ' : '';
  return wrap(printable(text), Math.max(1, width - indent.length)).join(`\n${indent}`);
}
