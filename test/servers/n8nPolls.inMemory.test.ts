import { describePolls } from './support/n8nPolls.ts';

describePolls({ name: 'in-memory', environment: {} });
