/** What one operating system can tell about its processes. */
export interface ProcessTable {
  /** Names the boot and the process namespace: process numbers of two places have nothing to do with each other. */
  place(): Promise<string>;
  /** When the process with that number started; null when there is none, or only its remains (a zombie). */
  startOf(pid: number): Promise<string | null>;
  /** Whether any process of that process group is alive. */
  groupIsAlive(group: number): Promise<boolean>;
}
