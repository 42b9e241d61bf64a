import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import type { BatchRequest } from '../../../shared/batch/client/client';
import type { Download } from '../../../shared/batch/client/download';
import { CallFailed, type CallFailure } from '../../../shared/batch/client/failure';
import type { ExportFile, ExportState } from '../../../shared/batch/exports/exportState';
import { fileRows } from '../../../shared/batch/exports/fileRows';
import { appExports, projectExports } from '../../../shared/batch/routes/exports';
import { violation } from '../../../shared/batch/violation';
import { TooMuch } from '../../../shared/bounded';
import { TabularError } from '../../../shared/tabular/failure';
import { Output } from '../../operation';
import type { Item } from '../../run/item';
import { PartlyDone } from '../../run/platforms';
import type { DownloadSettings } from './downloadSettings';
import { requireSuccess } from './exportEnd';
import type { ExportPlace } from './locateExport';

/** Each time with a new link: links are good for 20 minutes, and a large part may break off. */
const triesOfPart = 4;
const pauseAfterTry = 1_000;

/** Characters of the rows of one run: they lie in memory together. */
const charactersPerRun = 256 * 1024 * 1024;

/**
 * Fetches the files of an export, one after the other. A part that breaks off is asked for again; when that is of no
 * use, what was fetched before comes out, and the verdict says where to go on.
 * @throws CallFailed, PartlyDone, Refusal
 */
export async function readParts(
	item: Item,
	api: Api,
	place: ExportPlace,
	state: ExportState,
	settings: DownloadSettings,
): Promise<Output[]> {
	requireSuccess(place.id, state);
	const reading = new PartsReading(item, api, place, settings);
	if (!state.namesFiles) throw new CallFailed(filesUnnamed(place.id));
	const files = state.files.filter(({ part }) => part >= settings.startPart);
	const last = state.files.at(-1)?.part;
	if (last !== undefined && settings.startPart > last) {
		item.refuse(violation(item.label('options.startPart'), settings.startPart, `must be at most ${last}: the export has no later part`));
	}
	for (const file of files) {
		await reading.readPart(file);
		if (reading.isFull) break;
	}
	return reading.outputs.length > 0 ? reading.outputs : [new Output({ id: place.id, files: files.length, rows: 0 })];
}

class PartsReading {
	readonly outputs: Output[] = [];
	isFull = false;
	private characters = 0;
	private rows = 0;
	/** The row of the current part that comes next. */
	private nextRow = 1;

	constructor(
		private readonly item: Item,
		private readonly api: Api,
		private readonly place: ExportPlace,
		private readonly settings: DownloadSettings,
	) {}

	async readPart(file: ExportFile): Promise<void> {
		const { settings } = this;
		this.nextRow = settings.output === 'rows' && file.part === settings.startPart ? settings.startRow : 1;
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.tryPart(file);
			} catch (error) {
				const failed = failureOf(error);
				if (failed.failure.cause !== 'unavailable' || attempt >= triesOfPart) throw this.broken(file, failed);
			}
			await this.api.pause(pauseAfterTry * attempt);
		}
	}

	private async tryPart(file: ExportFile): Promise<void> {
		const download = await this.api.download(requestOf(this.place, file));
		try {
			if (this.settings.output === 'rows') await this.takeRows(file, download, this.settings.rows);
			else this.outputs.push(await this.store(file, download, this.settings.binaryField));
		} finally {
			download.close();
		}
	}

	private async takeRows({ part }: ExportFile, { stream }: Download, most: number): Promise<void> {
		const { id, family } = this.place;
		for await (const { row, json, characters } of fileRows(family, stream, { firstRow: this.nextRow })) {
			if (this.rows >= most || this.characters >= charactersPerRun) return this.fill(part, row);
			this.outputs.push(new Output({ ...json, _export: { id, part, row } }));
			this.nextRow = row + 1;
			this.rows++;
			this.characters += characters;
		}
	}

	/** There are more rows than come out: says where to go on. */
	private fill(part: number, row: number): void {
		this.isFull = true;
		const { json } = this.outputs.at(-1) as Output;
		(json._export as IDataObject).next = { part, row };
		this.item.context.addExecutionHints({
			type: 'info',
			location: 'outputPane',
			message: `The export has more rows. Download goes on with Start at Part ${part} and Start at Row ${row}, as _export.next of the last row says.`,
		});
	}

	private async store(file: ExportFile, download: Download, field: string): Promise<Output> {
		const { id, family } = this.place;
		const fileName = `${id}_${file.part}.${family === 'project' ? 'json' : 'csv'}`.replace(/[^\w.-]/g, '_');
		const stored = await this.item.context.helpers.prepareBinaryData(
			download.nodeStream(),
			fileName,
			family === 'project' ? 'application/json' : 'text/csv',
		);
		const { fileId, part, size } = file;
		const json: IDataObject = { id, part, ...(fileId && { fileId }), fileName, ...(size !== undefined && { size }) };
		return new Output(json, { [field]: stored });
	}

	private broken({ part }: ExportFile, failed: CallFailed): CallFailed | PartlyDone {
		const next = { part, ...(this.settings.output === 'rows' && { row: this.nextRow }) };
		const advice = `${failed.failure.advice} Download goes on with Start at Part ${part}${next.row === undefined ? '' : ` and Start at Row ${next.row}`}.`;
		const cause = new CallFailed({ ...failed.failure, message: `Part ${part} of the export ${this.place.id}: ${failed.failure.message}`, advice });
		this.item.show({ next });
		return this.outputs.length === 0 ? cause : new PartlyDone({ next }, cause, this.outputs);
	}
}

/** What cannot be asked for would be missing in silence. */
function filesUnnamed(id: string): CallFailure {
	return {
		message: `The export ${id} is ready, but Batch does not say where all of its files are`,
		advice: 'Get shows what Batch says of it. Run it again later, or create the export again.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'refused',
	};
}

function requestOf({ family, platform }: ExportPlace, { fileId, address }: ExportFile): Omit<BatchRequest, 'repeatable'> {
	return family === 'project' ? { route: projectExports.download, query: { id: fileId } } : { route: appExports.file, platform, address };
}

/** A file that stops in the middle is as good as a connection that does: asked for again, it may come whole. */
function failureOf(error: unknown): CallFailed {
	if (error instanceof CallFailed) return error;
	const isBroken = !(error instanceof TooMuch) && (error instanceof TabularError ? error.failure === 'truncated' : true);
	return new CallFailed({
		message: error instanceof Error ? error.message : String(error),
		advice: isBroken ? 'Run it again.' : 'The output Binary gives the file as it is.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: isBroken ? 'unavailable' : 'refused',
	});
}
