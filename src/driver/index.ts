/** The thin production runtime: the machines that were checked, on a real store and a real engine. */
export * from './changes.ts';
export * from './command/command-engine.ts';
export * from './command/launch.ts';
export * from './command/state-folder.ts';
export * from './engine-port.ts';
export * from './rollout-file.ts';
export * from './run-drives.ts';
