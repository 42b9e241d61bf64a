import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = ['nodes', 'credentials']
	.flatMap((folder) => readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
	.filter((path) => path.endsWith('.ts'));

/** What could take long, or for ever, over a stranger's text or answer; and what bounds it wherever it is used. */
const uses: Array<{ readonly what: string; readonly found: RegExp; readonly bounded: Readonly<Record<string, string>> }> = [
	{
		what: 'a regular expression made of a text',
		found: /\bRegExp\s*\(/,
		bounded: {
			'nodes/shared/batch/client/connection.ts': 'finds the credential’s own keys, spelled out',
			'nodes/shared/tabular/text/fieldDecoder.ts': 'a constant of the file, one character',
			'nodes/shared/rowFile/namePattern.ts': 'names of places, constants of the file that asks',
		},
	},
	{
		what: 'JSON that is parsed at once',
		found: /\bJSON\.parse\(/,
		bounded: {
			'nodes/shared/bounded.ts': 'counted before',
			'nodes/shared/storage/gcs/serviceAccountKey.ts': 'a field of the credential',
			'nodes/BatchTrigger/readCalls.ts': 'n8n’s and the node’s bounds of a body',
			'nodes/BatchTrigger/tokenSteps.ts': 'n8n’s and the node’s bounds of a body',
			'nodes/shared/webhook/body.ts': 'n8n’s and the node’s bounds of a body',
			'nodes/shared/storage/web/readJsonIndex.ts': 'one entry, four levels deep at most',
			'nodes/shared/batch/exports/jsonPieces.ts': 'one row of 1 MB at most',
			'nodes/shared/batch/values/readJson.ts': 'a field of the node, and one row of 1 MB at most',
			'nodes/shared/batch/values/readValue.ts': 'a field of the node',
			'nodes/Batch/resources/profileUpdates.ts': 'what the node wrote itself',
			'nodes/PooolTrigger/bridge/keptEvents.ts': 'what the page’s script wrote itself, in the page',
		},
	},
	{
		what: 'a request over HTTP',
		found: /\b(?:httpRequest|httpRequestWithAuthentication|requestWithAuthentication|fetch)(?:\(|\.call\()|helpers\.request\b|\brequest: send\b/,
		bounded: {
			'nodes/shared/batch/client/client.ts': 'a method of that name, which writes down what is asked',
			'nodes/shared/batch/client/exchange.ts': 'a time from the call to the last byte, no redirect; the answer is read by readBody',
			'nodes/shared/storage/web/n8nHttp.ts': 'a time of silence, no redirect; the answer is a stream that whoever reads it bounds',
			'nodes/shared/storage/gcs/accessToken.ts': 'a method of that name, which asks by n8nHttp',
			'nodes/PooolTrigger/bridge/transport.ts': 'sends from the page, and reads no answer',
		},
	},
];

describe('what could take long over what a stranger sends', () => {
	it.each(uses)('is used where something bounds it, and nowhere else: $what', ({ found, bounded }) => {
		expect(sources.length).toBeGreaterThan(300);
		const using = sources.filter((path) => found.test(readFileSync(root + path, 'utf8')));
		expect(using.sort()).toEqual(Object.keys(bounded).sort());
	});

	it('is no request without a time, or one that follows a redirect', () => {
		for (const path of ['nodes/shared/batch/client/exchange.ts', 'nodes/shared/storage/web/n8nHttp.ts']) {
			const text = readFileSync(root + path, 'utf8');
			const requests = text.match(/await (?:send\(|httpRequest\(|context\.helpers\.httpRequestWithAuthentication)/g) ?? [];
			expect(requests.length).toBeGreaterThan(0);
			expect(text.match(/^\t+timeout,$/gm)).toHaveLength(requests.length);
			expect(text.match(/disableFollowRedirect: true|followRedirect: false/g)).toHaveLength(requests.length);
		}
	});
});
