import type { IDataObject } from 'n8n-workflow';

import { membersOf, replacedBySomebodyElse } from '../../../shared/batch/audiences/applied';
import { createRequest, titleOf, versionOf, viewRequest, type Audience } from '../../../shared/batch/audiences/audience';
import { judgeSmallness, type SmallnessGuard } from '../../../shared/batch/audiences/fewest';
import { countChanges, type Counts, type FileChange } from '../../../shared/batch/audiences/file/changes';
import { Figures, readLines, type FileReading } from '../../../shared/batch/audiences/file/lines';
import { sendPortions, settleSent, type Sending } from '../../../shared/batch/audiences/file/send';
import { Spool } from '../../../shared/batch/audiences/file/spool';
import type { Api } from '../../../shared/batch/client/api';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { audienceLimits, checkAudienceName } from '../../../shared/batch/contract/audienceContract';
import { violation } from '../../../shared/batch/violation';
import { finishVersion, lookAtVersion, type Finished } from '../../../shared/rowFile/finishFile';
import { openTableOf } from '../../../shared/rowFile/openTableOf';
import { StorageError } from '../../../shared/storage/storageError';
import { expectTableName } from '../../../shared/tabular/source/notATable';
import { Output } from '../../operation';
import type { Item } from '../../run/item';
import { readAudiencesNamed, readName, shownOf } from './readAudience';
import { PreviousFile } from './previousFile';
import type { Sync, SyncMode } from './readSync';
import { guardOf } from './smallness';
import { alike, type NameRules, type SourceFile, type SyncSource } from './syncSource';

/** The first pass over a file, and what it found. */
interface Judged {
	readonly readings: ReadonlyArray<FileReading & { readonly name: string }>;
	readonly figures: Figures;
	readonly spool: Spool;
}

/** One audience, before anything is sent to it. */
interface Target {
	readonly audience: Audience;
	readonly guard: SmallnessGuard;
	/** Members it holds, where Batch says. */
	readonly held?: number;
	readonly isMissing: boolean;
}

/** One run of a sync for one item: judge, guard, send, wait, finish. */
export class FileSync {
	private readonly startedAt: number;
	private readonly spools: Spool[] = [];
	private toldAt: number;
	private readonly report: IDataObject = {};

	constructor(
		private readonly item: Item,
		private readonly api: Api,
		private readonly wish: Sync,
		private readonly source: SyncSource,
		private readonly names: NameRules,
	) {
		this.startedAt = item.elapsed();
		this.toldAt = this.startedAt;
	}

	async run(): Promise<Output[]> {
		try {
			return await this.sync();
		} finally {
			for (const spool of this.spools) await spool.close();
		}
	}

	private async sync(): Promise<Output[]> {
		const { item, source, names, api } = this;
		const mode = alike(item, source.files, item.label('mode'), names.modeOf);
		const name = alike(item, source.files, item.label('audienceName'), names.audienceOf) ?? readName(item);
		item.check(checkAudienceName(item.label('audienceName'), name));
		const audiences = readAudiencesNamed(item, name, names.mayReplace ? '1.1' : undefined);
		this.tell({ audience: name, mode, ...this.shownFiles() });
		const before = mode === 'difference' ? await PreviousFile.find(item, this.wish, source, (file) => (names.audienceOf(file, true) ?? name) === name) : undefined;
		const targets = await this.lookAt(audiences);
		const judged = await this.judge(source.files);
		const { count: valuesLeftOut } = this.wish.leftOut;
		this.tell({ ...shownFigures(judged), ...(valuesLeftOut > 0 && { valuesLeftOut }) });
		this.checkContent(judged);
		const change = await this.changeOf(mode, targets, before);
		const counts = await countChanges(judged.spool, change);
		this.tell({ unique: counts.unique, duplicates: judged.figures.ids - counts.unique });
		this.checkSmallness(targets, change, counts);
		const calls = callsFor(change, counts);
		const planned = { added: counts.added, removed: counts.removed, ...(change.kind === 'difference' && { changed: counts.changed }), calls };
		if (api.isPreview) return this.outputs('preview', judged, planned);
		await before?.putAway();
		const results = await this.sendAll(targets, judged.spool, change, calls);
		const isApplied = results.every(({ state }) => state === 'applied');
		const finished = isApplied ? await this.finish() : [];
		return this.outputs(isApplied ? 'accepted' : 'pending', judged, { ...planned, audiences: results, ...(finished.length > 0 && { afterReading: finished }) });
	}

	/** A difference without anything to compare with is a replacement. */
	private async changeOf(mode: SyncMode, targets: readonly Target[], before: PreviousFile | undefined): Promise<FileChange> {
		if (before === undefined) return { kind: mode as 'replace' | 'add' | 'remove' | 'lines' };
		const { isMissing, held } = targets.find((target) => target.isMissing || target.held === 0) ?? {};
		const isEmptied = isMissing === true || held === 0;
		const why = isEmptied ? 'the audience has no members' : before.obstacle;
		if (why !== undefined || before.file === undefined) {
			this.tell({ comparedWith: null, comparedWhy: `${why}, so the file replaces` });
			return { kind: 'replace' };
		}
		const { spool, figures } = await this.judge([before.file]);
		this.tell({ comparedWith: before.file.file.path, idsBefore: figures.ids });
		return { kind: 'difference', before: spool };
	}

	/** What an error of this item shows, too. */
	private tell(shown: IDataObject): void {
		Object.assign(this.report, shown);
		this.item.show(shown);
	}

	private shownFiles(): IDataObject {
		const { files, setName } = this.source;
		return {
			...(setName !== undefined && { set: setName }),
			files: files.map(({ file, name, identity }) => ({ name, path: file.path, version: identity, size: file.size ?? null })),
		};
	}

	/** Missing keys, and audiences that are not there, are found before a large file is read. */
	private async lookAt(audiences: readonly Audience[]): Promise<Target[]> {
		const targets: Target[] = [];
		for (const audience of audiences) {
			const guard = guardOf(this.item, audience);
			if (this.api.isPreview) {
				targets.push({ audience, guard, isMissing: false });
				continue;
			}
			const result = await settleCalls(this.api.send({ ...viewRequest(audience), repeatable: true }));
			if (result.failed === undefined) {
				const held = membersOf(result.value);
				targets.push({ audience, guard, ...(held !== undefined && { held }), isMissing: false });
				continue;
			}
			if (result.failed.failure.statusCode !== 404) throw result.failed;
			if (!this.wish.creates) throw isNotThere(result.failed, audience, this.wish.mode);
			targets.push({ audience, guard, isMissing: true });
		}
		return targets;
	}

	private async judge(files: readonly SourceFile[]): Promise<Judged> {
		const { wish, source } = this;
		const spool = await this.newSpool();
		const figures = new Figures(wish.refusedItems);
		const readings: Array<FileReading & { name: string }> = [];
		for (const { file, name, identity } of files) {
			expectTableName(file.path, false);
			const { table, close } = await openTableOf(source.storage, file, wish.table);
			try {
				const told = (): void => this.tellProgress(() => `${name}: ${figures.lines} lines read`);
				readings.push({ name, ...(await readLines(table, name, wish.lines, { spool, figures, told })) });
			} finally {
				await close();
			}
			const now = source.shelf === undefined ? 'same' : await lookAtVersion(source.shelf, file, identity);
			if (now === 'another') throw new StorageError('changed', `"${file.path}" became another file while it was read`, 'Nothing was sent. Run it again when the upload is over.');
		}
		await spool.finish();
		return { readings, figures, spool };
	}

	private async newSpool(): Promise<Spool> {
		const spool = await Spool.open(this.spools[0]);
		this.spools.push(spool);
		return spool;
	}

	private checkContent({ readings, figures }: Judged): void {
		const { item, wish } = this;
		const empty = readings.filter(({ lines }) => lines === 0);
		if (empty.length > 0) {
			const names = empty.map(({ name }) => name).join(', ');
			if (wish.emptyFile === 'fail') {
				item.refuse({ ...violation(item.label('options.emptyFile'), names, 'has no line, and an empty file fails'), advice: 'Nothing was sent. If it means that nobody is a member, let Empty File say Apply.' });
			}
			if (wish.emptyFile === 'skip' && figures.lines === 0) item.skip(`${names} has no line`);
		}
		const { kind } = wish.lines;
		if (kind !== undefined && figures.lines > 0 && figures.ofOtherKind === figures.lines) {
			const words = [...kind.meanings.keys()].join(', ');
			item.refuse({ ...violation(kind.field, kind.column, `says in none of ${figures.lines} lines what is meant: ${words}`), advice: 'Nothing was sent. Look at ID Type Column and ID Types to Take.' });
		}
		if (figures.lines > 0 && figures.ids === 0) {
			const [example] = figures.examples;
			const why = figures.refused > 0 && example !== undefined ? `, such as ${JSON.stringify(example.value)}, which ${example.reason}` : '';
			item.refuse({ ...violation(item.label('idColumn'), wish.lines.idColumn, `holds no ID in any of ${figures.lines} lines${why}`), advice: 'Nothing was sent. Look at ID Column and Header.' });
		}
	}

	/** Empty File said that none at all is meant, which no share of what is there can forbid. */
	private checkSmallness(targets: readonly Target[], { kind }: FileChange, { unique, before }: Counts): void {
		if ((kind !== 'replace' && kind !== 'difference') || unique === 0) return;
		const present = targets.filter(({ isMissing }) => !isMissing);
		this.item.check(present.flatMap(({ audience, guard, held }) => judgeSmallness(audience, guard, unique, before ?? held)));
	}

	private async sendAll(targets: readonly Target[], spool: Spool, change: FileChange, calls: number): Promise<Result[]> {
		const results: Result[] = [];
		for (const target of targets) {
			const result = await settleCalls(this.send(target, spool, change, calls));
			if (result.failed !== undefined) throw results.length === 0 ? result.failed : afterOthers(result.failed, targets.slice(0, results.length));
			results.push(result.value);
			this.item.show({ audiences: results });
		}
		return results;
	}

	private async send({ audience, guard, isMissing, held }: Target, spool: Spool, change: FileChange, calls: number): Promise<Result> {
		const shown = { ...shownOf(audience), ...(held !== undefined && { membersBefore: held }) };
		if (isMissing) await this.api.send({ ...createRequest(audience), repeatable: false });
		if (calls === 0) return { ...shown, ...(isMissing && { created: true }), state: 'applied', sent: 0, calls: 0 };
		const sendable = { audience, spool, change, planned: calls, waiting: this.wish.waiting };
		const sent = await sendPortions(this.api, sendable, (sending) => this.progress(audience, sending));
		const { state, members, indexingToken, reason } = await settleSent(this.api, sendable, sent);
		if (state === 'replaced') throw new CallFailed(replacedBySomebodyElse(audience));
		if (state === 'applied' && change.kind === 'replace') guard.keep?.(sent.members);
		return {
			...shown,
			...(isMissing && { created: true }),
			state,
			sent: sent.members,
			calls: sent.calls,
			...(members !== undefined && { members }),
			...(indexingToken !== undefined && { indexingToken }),
			...(reason !== undefined && { reason }),
		};
	}

	private progress(audience: Audience, { calls, planned, members }: Sending): void {
		this.item.show({ callsTaken: calls, membersTaken: members });
		this.tellProgress(() => `Audience ${titleOf(audience)}: ${calls} of ${planned} calls, ${members} members sent`);
	}

	/** Every few seconds: in the browser's console while the editor runs it, and in n8n's log. */
	private tellProgress(message: () => string): void {
		const now = this.item.elapsed();
		if (now - this.toldAt < progressEvery) return;
		this.toldAt = now;
		this.item.context.sendMessageToUI(message());
		this.item.context.logger.info(message());
	}

	private async finish(): Promise<IDataObject[]> {
		const { shelf, files } = this.source;
		const { finishing } = this.wish;
		if (shelf === undefined || finishing.kind === 'leave') return [];
		const all: IDataObject[] = [];
		for (const { file, name, identity } of files) all.push({ name, ...shownFinish(await finishVersion(shelf, file, identity, finishing)) });
		return all;
	}

	private outputs(status: 'accepted' | 'pending' | 'preview', { figures }: Judged, shown: IDataObject): Output[] {
		const seconds = Math.round(this.item.elapsed() - this.startedAt) / 1_000;
		const report = new Output({ status, ...this.report, ...shown, seconds });
		if (this.wish.refusedItems === 0) return [report];
		return [report, ...figures.examples.map((line) => new Output({ status: 'refused', ...line }))];
	}
}

const progressEvery = 5_000;

/** What became of one audience. */
type Result = IDataObject & { state: string };

/** A replacement is made by at least one call, also when it empties. */
function callsFor({ kind }: FileChange, { added, removed }: Counts): number {
	return Math.max(Math.ceil((added + removed) / audienceLimits.idsPerCall.value), kind === 'replace' ? 1 : 0);
}

function isNotThere({ failure }: CallFailed, audience: Audience, mode: SyncMode): CallFailed {
	const isOfAnotherVersion = audience.family === 'app' && audience.version !== versionOf(audience.idType);
	const where = isOfAnotherVersion ? ` It is the one of this name in App API ${audience.version}, which alone can replace.` : '';
	const other = isOfAnotherVersion && mode === 'fileName' ? ` Without Words to Replace it is the one in ${versionOf(audience.idType)}.` : '';
	return new CallFailed({ ...failure, advice: `Nothing was sent.${where}${other} Create it with Audience → Create, or let If the Audience Is Missing say Create.` });
}

/** One app failed, and what was sent to others is not undone. */
function afterOthers({ failure }: CallFailed, done: readonly Target[]): CallFailed {
	const names = done.map(({ audience }) => titleOf(audience)).join(', ');
	return new CallFailed({ ...failure, message: `${failure.message} (sent whole before: ${names})`, mayHaveArrived: true });
}

function shownFigures({ figures, readings }: Judged): IDataObject {
	const { lines, ids, withoutId, ofOtherKind, refused, hashed, firstId, examples, kept } = figures;
	return {
		lines,
		ids,
		withoutId,
		...(ofOtherKind > 0 && { ofOtherKind }),
		refused,
		...(refused > 0 && kept === 0 && { refusedLines: examples.map((line) => ({ ...line })) }),
		...(firstId !== undefined && { firstId }),
		readAs: readings.map(({ name, readAs, header, lines: own }) => ({ name, lines: own, ...(header && { header: [...header] }), how: [...readAs] })),
		warnings: [
			...(hashed > 0 ? [`${hashed} of ${ids} IDs look like hashes. Batch knows people by their IDs as they are`] : []),
			...readings.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}`)),
		],
	};
}

function shownFinish(finished: Finished): IDataObject {
	if (finished.state === 'failed') return { state: 'left', problem: finished.failure.reason };
	return finished.state === 'moved' ? { state: 'moved', to: finished.to } : { state: finished.state };
}
