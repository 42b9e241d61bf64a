import { describePolls } from './support/n8nPolls.ts';

describePolls({
	name: 'durable',
	environment: {
		N8N_SCHEDULER_ENABLED: 'true',
		N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
		N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
		N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	},
	// Of that, the node is told to take half: it lets go of a silent server a second too late.
	hasty: { N8N_SCHEDULER_POLL_TIMEOUT: '8' },
});
