import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fixture } from '../../servers/support/fixture.ts';
import { callApp, callProject } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { batchCredential } from './batch.ts';
import { executeNode, type NodeRun } from './execute.ts';

/** Audience → Sync From File as a workflow has it, for an audience of installations: no rates are documented there. */
export const syncOfApp = {
	resource: 'audience',
	operation: 'syncFromFile',
	api: 'app',
	idType: 'install_ids',
	platform: 'ios',
	audience: { __rl: true, mode: 'name', value: 'vip' },
	header: 'yes',
	idColumn: 'id',
} satisfies INodeParameters;

export const syncOfProject = { ...syncOfApp, api: 'project' } satisfies INodeParameters;

export const people = (count: number, from = 0): string[] => Array.from({ length: count }, (_unused, index) => `reader-${from + index}`);

export const fileOf = (ids: readonly string[], header = 'id'): string => `${header === '' ? '' : `${header}\n`}${ids.map((id) => `${id}\n`).join('')}`;

export const binaryOf = (content: string | Uint8Array, fileName = 'vip.csv'): IBinaryKeyData => ({
	data: { data: Buffer.from(content).toString('base64'), mimeType: 'text/csv', fileName },
});

/** Of the project, or of an app by the version of its API. */
export type Family = 'project' | '1.0' | '1.1';

/** One audience and the files for it. */
export class AudienceFiles {
	constructor(
		readonly sandbox: Sandbox,
		readonly server?: Fixture,
	) {}

	/** Makes the audience in both families, with these members. */
	async create(...ids: string[]): Promise<void> {
		await callProject(this.sandbox, 'audiences/create', { name: 'vip', type: 'custom_ids' });
		for (const version of ['1.0', '1.1'] as const) {
			await callApp(this.sandbox, version, 'ios', 'custom-audience/vip', version === '1.0' ? { type: 'custom_ids' } : {});
		}
		this.fill(ids);
		this.sandbox.state.requests.length = 0;
	}

	/** Makes these its members, too, in both families. */
	fill(ids: readonly string[], families: readonly Family[] = ['project', '1.0', '1.1']): void {
		for (const family of families) for (const id of ids) this.membersOf(family)?.set(id, {});
	}

	/** What the audience holds once all is applied, sorted. */
	members(of: Family = '1.1', name = 'vip'): string[] {
		this.sandbox.settle();
		return [...(this.membersOf(of, name)?.keys() ?? [])].toSorted();
	}

	/** What it holds at this moment. */
	membersOf(family: Family, name = 'vip'): Map<string, unknown> | undefined {
		const { audiences, customAudiences } = this.sandbox.state;
		return (family === 'project' ? audiences.get(name) : customAudiences.ios[family].get(name))?.members;
	}

	/** The calls that changed members. */
	get changes() {
		return this.sandbox.state.requests.filter(({ method, path }) => method === 'PUT' || method === 'PATCH' || /audiences\/(?:update|replace)$/.test(path));
	}

	async ofBinary(content: string | Uint8Array, parameters: INodeParameters = {}, { fileName, ...run }: Partial<NodeRun> & { fileName?: string } = {}) {
		return await executeNode({
			parameters: { ...syncOfApp, ...parameters },
			items: [{}],
			binary: [binaryOf(content, fileName)],
			credentials: { batchApi: batchCredential(this.sandbox) },
			...run,
		});
	}

	/** As the Batch File Trigger puts files out: one, or several as a set. */
	async ofStored(paths: string | readonly string[], parameters: INodeParameters = {}, run: Partial<NodeRun> = {}) {
		return await executeNode({ ...this.runOf(paths, parameters), ...run });
	}

	/** The same, for whoever runs it himself. */
	runOf(paths: string | readonly string[], parameters: INodeParameters = {}): NodeRun {
		const isSet = typeof paths !== 'string';
		const files = [paths].flat().map((path) => ({ name: path.split('/').at(-1), path }));
		const items: IDataObject[] = isSet ? [{ set: { name: 'night', files } }] : [{ _file: files[0] }];
		return {
			parameters: { ...syncOfApp, fileFrom: this.server!.kind, storedFile: isSet ? 'set' : 'path', path: '={{ $json._file.path }}', ...parameters },
			items,
			credentials: { batchApi: batchCredential(this.sandbox), [credentialOf(this.server!)]: this.server!.credential() },
		};
	}
}

function credentialOf({ kind }: Fixture): string {
	return `batchStorage${kind.charAt(0).toUpperCase()}${kind.slice(1)}Api`;
}
