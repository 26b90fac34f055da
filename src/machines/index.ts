/** The machines of an apply and what they share: vocabulary, projections, the aggregate decision, write protocols. */
export * from './apply.ts';
export * from './control.ts';
export * from './decide.ts';
export * from './drive.ts';
export * from './gate.ts';
export * from './lint/index.ts';
export * from './operation.ts';
export * from './ports.ts';
export * from './project-rollout.ts';
export * from './project.ts';
export * from './protocols.ts';
export * from './request.ts';
export * from './stranded.ts';
export * from './sweep.ts';
export * from './turn.ts';
export * from './vocabulary.ts';
