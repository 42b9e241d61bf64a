import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openHandles } from '../support/handles.ts';
import { secret } from '../support/secrets.ts';
import type { Stage } from '../support/stage.ts';

/** What is left when all of it is over. */
export function describeLeftovers(stage: () => Stage, before: () => { sockets: number }): void {
	describe('afterwards', () => {
		it.runIf(existsSync('/proc/self/fd'))('no socket and no file is left open', async () => {
			const { n8n, folder } = stage();
			// Connections are kept for a few seconds, for whoever calls next.
			await expect.poll(() => openHandles(n8n.pid).sockets, { timeout: 30_000, interval: 1_000 }).toBeLessThanOrEqual(before().sockets + 2);
			const ofNodes = openHandles(n8n.pid).files.filter((file) => file.startsWith(folder) && !/n8n\.log|database\.sqlite|n8nEventLog/.test(file));
			expect(ofNodes).toEqual([]);
		});

		it('no temporary file is left lying', () => {
			const left = readdirSync(stage().temporaryFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
			expect(left.map(({ name }) => name)).toEqual([]);
		});

		it('no key is in the log, nor in the database with all that the executions had', () => {
			const { folder } = stage();
			const files = ['n8n.log', '.n8n/database.sqlite', '.n8n/database.sqlite-wal', '.n8n/n8nEventLog.log'].map((name) => join(folder, name)).filter((file) => existsSync(file));
			expect(files.length).toBeGreaterThanOrEqual(2);
			const texts = files.map((file) => [file, readFileSync(file, 'latin1')] as const);
			// The executions are there: what is looked for would be found.
			expect(texts.some(([, text]) => text.includes('killed-999'))).toBe(true);
			for (const [file, text] of texts) expect(secret.exec(text)?.[0], file).toBeUndefined();
		});
	});
}
