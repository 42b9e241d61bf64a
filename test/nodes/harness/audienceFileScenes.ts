import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fixture } from '../../servers/support/fixture.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject, type Family } from './audienceFile.ts';
import { executeNode, type NodeResult, type NodeRun } from './execute.ts';

/** What a file does, in a family: three calls each. */
export interface Scene {
	readonly name: string;
	readonly parameters: INodeParameters;
	/** By their names: one, or a set. */
	readonly files: Readonly<Record<string, string>>;
	/** The members in the end. */
	readonly after: ReadonlySet<string>;
	readonly family: Family;
	/** What becomes of a file that is applied; one that is to be compared with is moved. */
	readonly afterReading: 'move' | 'delete';
	/** So many bytes are read. */
	readonly reads: number;
	/** What its report says. */
	readonly report: IDataObject;
}

/** Half of the members of the file before go, and as many come. */
export const before = people(20_005);
const now = [...people(10_001), ...people(10_004, 30_000)];
const gone = before.filter((_id, index) => index >= 10_001);
const come = now.slice(10_001);
const all = [...before, ...come];

const part = (from: number, to: number): string => fileOf(now.slice(from, to));
const parts = { 'vip_2.part.1.csv': part(0, 7_000), 'vip_2.part.2.csv': part(7_000, 14_000), 'vip_2.part.3.csv': part(13_000, now.length) };
const statuses = (): string => fileOf([...come.map((id) => `${id},subscribed`), ...gone.map((id) => `${id},gone`)], 'id,status');
const told = { mode: 'fileName', audienceFrom: 'fileName', fileNamePattern: '{segment}_2.{action}.{part}.csv', audienceName: '{segment}' };

interface Way {
	readonly parameters: INodeParameters;
	readonly files?: Scene['files'];
	readonly after: readonly string[];
}

const ways = {
	replace: { parameters: { mode: 'replace' }, after: now },
	add: { parameters: { mode: 'add' }, after: all },
	remove: { parameters: { mode: 'remove' }, after: gone },
	'as each line says': {
		parameters: { mode: 'lines', actionColumn: 'status', wordsToAdd: 'subscribed', wordsToRemove: 'gone' },
		files: { 'vip_2.csv': statuses() },
		after: now,
	},
	'as the name says: replace': { parameters: told, files: { 'vip_2.overwrite.1.csv': fileOf(now) }, after: now },
	'as the name says: remove': { parameters: told, files: { 'vip_2.removed.1.csv': fileOf(now) }, after: gone },
	difference: { parameters: { mode: 'difference', previousFiles: 'vip_*.csv' }, after: now },
	'replace by a set': { parameters: { mode: 'replace' }, files: parts, after: now },
	'remove by a set, as its names say': {
		parameters: told,
		files: Object.fromEntries(Object.entries(parts).map(([name, content]) => [name.replace('part', 'removed'), content])),
		after: gone,
	},
} satisfies Readonly<Record<string, Way>>;

/** Names and sets are read in one way for both families, so each of theirs stands in one of them. */
const ofProject: ReadonlyArray<keyof typeof ways> = ['replace', 'add', 'remove', 'as each line says', 'as the name says: remove', 'difference', 'replace by a set'];
const ofApp: ReadonlyArray<keyof typeof ways> = ['replace', 'add', 'remove', 'as each line says', 'as the name says: replace', 'difference', 'remove by a set, as its names say'];

const sceneOf = (name: keyof typeof ways, family: Scene['family']): Scene => {
	const { parameters, files = { 'vip_2.csv': fileOf(now) }, after }: Way = ways[name];
	const afterReading = family === 'project' && name !== 'difference' ? 'delete' : 'move';
	return {
		name: `${name} (${family === 'project' ? 'project' : 'app'})`,
		parameters: { ...(family === 'project' ? syncOfProject : syncOfApp), ...parameters, afterReading, targetFolder: 'done', options: { fewestMembers: '0' } },
		files,
		after: new Set(after),
		family,
		afterReading,
		report: { status: 'accepted', calls: 3, ...(name === 'difference' && { comparedWith: 'done/vip_1.csv' }) },
		reads: [...Object.values(files), ...(name === 'difference' ? [fileOf(before)] : [])].join('').length,
	};
};

export const scenes: readonly Scene[] = [...ofApp.map((name) => sceneOf(name, '1.1')), ...ofProject.map((name) => sceneOf(name, 'project'))];

const allFiles = scenes.flatMap(({ files }) => Object.keys(files));

/** What an audience has and should not, and the other way round. */
export interface Wrong {
	readonly missing: readonly string[];
	readonly surplus: readonly string[];
}

export const nothing: Wrong = { missing: [], surplus: [] };

/** A scene on a server: its files, its audience. */
export class Staged {
	private readonly audience: AudienceFiles;

	/** @param port leads to the server */
	constructor(
		readonly scene: Scene,
		readonly sandbox: Sandbox,
		private readonly server: Fixture,
		port: number = server.port,
	) {
		this.audience = new AudienceFiles(sandbox, { ...server, credential: () => server.credential(port) });
	}

	/** As it was before: the audience holds the file before, and the new one has just come. */
	async set(): Promise<void> {
		const { sandbox, audience, server, scene } = this;
		sandbox.reset();
		// What is there is seen to be applied at the second look; whatever is looked at.
		Object.assign(sandbox.state.indexing, { late: true, afterViews: 1, afterMilliseconds: Infinity });
		await audience.create();
		audience.fill(before, [scene.family]);
		for (const name of allFiles) await server.shelf.remove(`done/${name}`);
		await server.shelf.remove('done/earlier/vip_1.csv');
		await server.shelf.write('done/vip_1.csv', fileOf(before));
		for (const [name, content] of Object.entries(scene.files)) await server.shelf.write(`in/${name}`, content);
	}

	get run(): NodeRun {
		const paths = Object.keys(this.scene.files).map((name) => `in/${name}`);
		return this.audience.runOf(paths.length === 1 ? paths[0]! : paths, this.scene.parameters);
	}

	async execute(run: Partial<NodeRun> = {}): Promise<NodeResult> {
		return await executeNode({ ...this.run, ...run });
	}

	get changes() {
		return this.audience.changes;
	}

	/** How the audience differs at this moment from what it is to be in the end. */
	get wrong(): Wrong {
		return this.differences(this.scene.after);
	}

	/** How it will differ from what it was, once all is applied that has arrived. */
	get changed(): Wrong {
		this.sandbox.settle();
		return this.differences(new Set(before));
	}

	/** Which of the files lie where they came, and which were finished: moved, or deleted where they are to be. */
	async files(): Promise<{ readonly waiting: string[]; readonly finished: string[]; readonly lost: string[] }> {
		const { files, afterReading } = this.scene;
		const found = { waiting: [] as string[], finished: [] as string[], lost: [] as string[] };
		for (const [name, content] of Object.entries(files)) {
			const isIn = async (folder: string): Promise<boolean> => (await this.server.shelf.read(`${folder}/${name}`))?.toString() === content;
			found[(await isIn('in')) ? 'waiting' : afterReading === 'delete' || (await isIn('done')) ? 'finished' : 'lost'].push(name);
		}
		return found;
	}

	private differences(expected: ReadonlySet<string>): Wrong {
		const members = this.audience.membersOf(this.scene.family) ?? new Map();
		return { missing: [...expected].filter((id) => !members.has(id)), surplus: [...members.keys()].filter((id) => !expected.has(id)) };
	}
}
