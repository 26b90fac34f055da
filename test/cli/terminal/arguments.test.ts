import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionalNumber, readArguments, wholeNumber, type Arguments } from '../../../src/cli/terminal/arguments.ts';
import { UserError } from '../../../src/user-error.ts';

const OPTIONS = {
  name: { value: 'NAME', many: true, help: '' },
  limit: { value: 'N', help: '' },
  json: { help: '' },
};

const read = (...argv: string[]): Arguments => readArguments('try', argv, OPTIONS);

describe('readArguments', () => {
  it('tells options, switches and the rest apart, in any order', () => {
    const args = read('a', '--limit', '3', '--json', 'b', '--name=x', '--name', 'y');
    expect(args.positionals).toEqual(['a', 'b']);
    expect(args.text('limit')).toBe('3');
    expect(args.texts('name')).toEqual(['x', 'y']);
    expect(args.isOn('json')).toBe(true);
    expect(read().isOn('json')).toBe(false);
    expect(read().text('limit')).toBeUndefined();
  });

  it('takes everything after two dashes, and a single dash, as it is', () => {
    expect(read('-', '--', '--json').positionals).toEqual(['-', '--json']);
  });

  it('takes a value with one dash, and one with two behind "="', () => {
    expect(read('--limit', '-1').text('limit')).toBe('-1');
    expect(read('--name=--json').text('name')).toBe('--json');
    expect(read('--name=').text('name')).toBe('');
  });

  it.each([
    [['--jsn'], 'unknown option "--jsn". Did you mean "--json"? Known: --name, --limit, --json'],
    [['-j'], 'unknown option "-j". Known: --name, --limit, --json'],
    [['--constructor'], 'unknown option "--constructor". Known: --name, --limit, --json'],
    [['--__proto__=1'], 'unknown option "--__proto__". Known: --name, --limit, --json'],
    [['--json=yes'], '--json is a switch and takes no value, got "yes"'],
    [['--limit'], '--limit needs a value: --limit N'],
    [['--limit', '--json'], '--limit needs a value: --limit N'],
    [['--limit', '1', '--limit=2'], '--limit is given twice, as "1" and as "2"'],
  ])('refuses %j', (argv, message) => {
    expect(() => read(...argv)).toThrow(new UserError(`holdfast try: ${message}`));
  });

  it('does not mind a switch that is given twice', () => {
    expect(read('--json', '--json').isOn('json')).toBe(true);
  });

  it('reads or refuses whatever is typed, and never fails otherwise', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--json', '--limit', '--name', '--', '-', '--name=', '--limit=1'),
    );
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        try {
          read(...argv);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe('wholeNumber', () => {
  it('takes the numbers of its range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), (number) => {
        expect(wholeNumber('n', String(number), { min: 2, max: 9 })).toBe(number);
      }),
    );
  });

  it.each(['1', '10', '-2', '+3', '2.0', '3e0', '0x5', ' 4', '4 ', '', '٤', '9'.repeat(400)])('refuses %j', (text) => {
    const message = `--n takes a whole number from 2 to 9, got "${text}"`;
    expect(() => wholeNumber('n', text, { min: 2, max: 9 })).toThrow(new UserError(message));
  });
});

describe('optionalNumber', () => {
  it('is undefined for an option that is not given', () => {
    expect(optionalNumber(read(), 'limit', 1, 9)).toBeUndefined();
    expect(optionalNumber(read('--limit', '7'), 'limit', 1, 9)).toBe(7);
  });
});
