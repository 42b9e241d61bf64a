import { afterAll, afterEach } from 'vitest';
import { checkRequest } from '../../contract/check.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';

const breaches: string[] = [];

/** What the requests since the last call broke; a test that breaks the contract on purpose takes it away with this. */
export function takeBreaches(): string[] {
	return breaches.splice(0);
}

function refuseBreaches(): void {
	const taken = takeBreaches();
	if (taken.length > 0) throw new Error(`requests broke the contract (test/contract):\n${[...new Set(taken)].join('\n')}`);
}

// Registered in every test file that imports this: the test that sent the request fails, not a later one.
afterEach(refuseBreaches);
// What is sent outside of a test, while the file is set up or taken down.
afterAll(refuseBreaches);

/** A sandbox that holds every request it gets against the contract, refused and lost ones included. */
export async function startCheckedSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	return await startSandbox({
		...options,
		received: (request) => {
			breaches.push(...checkRequest(request));
			options.received?.(request);
		},
	});
}
