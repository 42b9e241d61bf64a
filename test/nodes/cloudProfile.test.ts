import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it, vi } from 'vitest';

// Under vitest's "test" n8n's own plugin checks its examples in place of our files.
vi.stubEnv('NODE_ENV', 'production');
const { config } = await import('@n8n/node-cli/eslint');

// What n8n Cloud asks of a package. SFTP and FTP need libraries it does not allow: the rest must do without them.
const notForCloud = ['**/nodes/shared/storage/**/{sftp,ftp}*.ts'];

const eslint = new ESLint({
	cwd: fileURLToPath(new URL('../../', import.meta.url)),
	overrideConfigFile: true,
	overrideConfig: [...(config as Linter.Config[]), { ignores: notForCloud }],
});

describe('n8n Cloud’s rules', () => {
	it('find nothing in nodes and credentials', { timeout: 120_000 }, async () => {
		const results = await eslint.lintFiles(['nodes/**/*.ts', 'credentials/**/*.ts']);
		expect(results.length).toBeGreaterThan(100);
		const findings = results.flatMap(({ filePath, messages }) => messages.map(({ line, ruleId, message }) => `${filePath}:${line} ${ruleId}: ${message}`));
		expect(findings).toEqual([]);
	});

	it.each([
		['setTimeout(() => undefined, 1);\n', '@n8n/community-nodes/no-restricted-globals'],
		["import 'no-library-of-ours';\n", '@n8n/community-nodes/no-restricted-imports'],
		["import 'fs';\n", '@n8n/community-nodes/no-restricted-imports'],
	])('do find %j', async (text, rule) => {
		const [result] = await eslint.lintText(text, { filePath: 'nodes/Batch/example.ts' });
		expect(result.messages.map(({ ruleId }) => ruleId)).toContain(rule);
	});
});
