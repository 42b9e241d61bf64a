import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** n8n-core keeps an instance settings file in the user folder: never in the developer's own. */
export default function useTemporaryUserFolder(): () => void {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-test-'));
	process.env.N8N_USER_FOLDER = folder;
	return () => rmSync(folder, { recursive: true, force: true });
}
