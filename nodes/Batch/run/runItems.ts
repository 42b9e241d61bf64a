import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../shared/batch/client/api';
import { CallFailed } from '../../shared/batch/client/failure';
import { Previewed } from '../../shared/batch/client/preview';
import { Output, type ItemOperation, type Out } from '../operation';
import type { DeliveredMemory } from './delivered';
import { Skip, type Item } from './item';
import { PartlyDone } from './platforms';
import { problemOfError } from './problem';
import type { Judged, Verdict } from './verdict';

/** Runs an operation that makes calls for each item, in the order of the items. */
export async function runItems(
	operation: ItemOperation,
	items: Iterable<Item>,
	api: Api,
	once: unknown,
	delivered: DeliveredMemory,
): Promise<Judged> {
	const shown: IDataObject[] = [];
	const verdicts: Verdict[] = [];
	for (const item of items) {
		shown.push(item.shown);
		verdicts.push(await runItem(operation, item, api.remembering(delivered.callsOf(item.index)), once));
	}
	return { shown, verdicts };
}

async function runItem(operation: ItemOperation, item: Item, api: Api, once: unknown): Promise<Verdict> {
	try {
		const outputs = await collect(operation.run(item, api, once));
		return { status: 'accepted', outputs };
	} catch (error) {
		if (error instanceof Skip) return { status: 'skipped', reason: error.reason };
		if (error instanceof Previewed) return { status: 'preview', told: { preview: error.call } };
		if (error instanceof PartlyDone) {
			const { done, cause, outputs } = error;
			return { status: 'partial', told: done, problem: problemOfError(cause), ...(outputs.length > 0 && { outputs }) };
		}
		const isUnknown = error instanceof CallFailed && error.failure.mayHaveArrived;
		return { status: isUnknown ? 'unknown' : 'refused', problem: problemOfError(error) };
	}
}

async function collect(results: ReturnType<ItemOperation['run']>): Promise<Output[]> {
	if (Symbol.asyncIterator in results) {
		const outputs: Output[] = [];
		for await (const out of results) outputs.push(outputOf(out));
		return outputs;
	}
	return [await results].flat().map(outputOf);
}

function outputOf(out: Out): Output {
	return out instanceof Output ? out : { json: out as IDataObject };
}
