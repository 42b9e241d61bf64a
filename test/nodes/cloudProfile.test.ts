import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleNodes } from '../../scripts/bundle-nodes.mjs';
import type * as OpenStorage from '../../nodes/shared/storage/openStorage.ts';

// Under vitest's "test" n8n's own plugin checks its examples in place of our files.
vi.stubEnv('NODE_ENV', 'production');
const { config } = await import('@n8n/node-cli/eslint');

const root = fileURLToPath(new URL('../../', import.meta.url));

// What n8n Cloud asks of a package. SFTP and FTP need libraries it does not allow: the rest must do without them.
const notForCloud = ['sftp', 'ftp'].flatMap((kind) => [`nodes/shared/storage/${kind}`, `nodes/shared/storage/transport/${kind}`]);
const theirLibraries = ['nodes/shared/vendor/ssh2', 'nodes/shared/vendor/basicFtp'];

const eslint = new ESLint({
	cwd: root,
	overrideConfigFile: true,
	overrideConfig: [...(config as Linter.Config[]), { ignores: notForCloud.flatMap((place) => [`${place}/**`, `${place}.ts`]) }],
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

describe('without the files of SFTP and FTP', () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-cut-'));
	const require = createRequire(join(folder, 'package.json'));

	beforeAll(async () => {
		cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
		symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
		const places = [...notForCloud, ...theirLibraries].map((place) => join(folder, 'dist', place));
		const cut = places.flatMap((place) => [place, `${place}.js`]).filter((place) => existsSync(place));
		expect(cut).toHaveLength(notForCloud.length + theirLibraries.length);
		for (const place of cut) rmSync(place, { recursive: true });
		cpSync(join(root, 'package.json'), join(folder, 'package.json'));
		await bundleNodes(folder);
	});

	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it('every node and credential loads', () => {
		const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };
		for (const file of [...n8n.nodes, ...n8n.credentials]) expect(() => void require(`./${file}`), file).not.toThrow();
	});

	it('what is published keeps n8n Cloud’s rules, libraries included', { timeout: 120_000 }, async () => {
		const entries = config as Linter.Config[];
		const ours = (name: string) => name.startsWith('@n8n/community-nodes');
		const artefacts = new ESLint({
			cwd: folder,
			overrideConfigFile: true,
			allowInlineConfig: false,
			overrideConfig: {
				files: ['**/*.js'],
				plugins: Object.fromEntries(entries.flatMap(({ plugins = {} }) => Object.entries(plugins)).filter(([name]) => ours(name))),
				rules: Object.fromEntries([['no-console', 'error'], ...entries.flatMap(({ rules = {} }) => Object.entries(rules)).filter(([name]) => ours(name))]),
			},
		});
		const results = await artefacts.lintFiles(['dist/**/*.js']);
		expect(results.length).toBeGreaterThan(100);
		const findings = results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message }) => `${relative(folder, filePath)} ${ruleId}: ${message}`));
		// A web address in a private network is told from a public one by looking its name up; an audience file of any size takes a temporary
		// one, and sees of what it sends when it has left.
		const allowed = ['dns', 'requestsOfNode', 'requestsOfNode', 'temporaryFile', 'temporaryFile'].map((name): unknown => expect.stringMatching(new RegExp(`^dist/nodes/shared/vendor/${name}\\.js .*no-restricted-imports`)));
		expect(findings.toSorted()).toEqual(allowed);
	});

	describe('a storage', () => {
		const { generateKeyPairSync } = require('node:crypto') as typeof import('node:crypto');
		const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
		const open = async (kind: OpenStorage.StorageKind, credential: ICredentialDataDecryptedObject): Promise<unknown> => {
			const { openStorage } = require('./dist/nodes/shared/storage/openStorage.js') as typeof OpenStorage;
			return await openStorage(kind, credential, {
				send: async () => await Promise.reject(new Error('nothing is to be sent')),
				resolve: async () => [],
			});
		};

		it.each<[OpenStorage.StorageKind, ICredentialDataDecryptedObject]>([
			['s3', { region: 'eu-west-3', bucket: 'exports', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }],
			['gcs', { bucket: 'exports', email: 'reader@example.test', privateKey: key }],
			['http', { address: 'https://files.example.test/exports' }],
		])('of the kind %s opens', async (kind, credential) => {
			expect(await open(kind, credential)).toHaveProperty('list');
		});

		it.each<OpenStorage.StorageKind>(['sftp', 'ftp'])('of the kind %s is not there', async (kind) => {
			await expect(open(kind, { host: 'files.example.test', username: 'batch' })).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
		});
	});
});
