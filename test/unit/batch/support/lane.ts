import type { Lane } from '../../../../nodes/shared/batch/bulk/lane';
import { profiles } from '../../../../nodes/shared/batch/routes/profiles';

/** A lane for tests that send nothing on it. */
export function someLane<Payload>(): Lane<Payload> {
	return {
		name: 'some',
		limits: { groupsPerCall: 200 },
		request: () => ({ route: profiles.update, repeatable: true }),
	};
}
