import type { IDataObject, IExecuteFunctions, INodeExecutionData, NodeParameterValueType } from 'n8n-workflow';

import type { Connection } from '../../shared/batch/client/connection';
import { platforms as allPlatforms, type Platform } from '../../shared/batch/family';
import { readJson, readJsonObject } from '../../shared/batch/values/readJson';
import { notCarriedIn } from '../../shared/batch/values/notCarried';
import { readTime, readWallClock } from '../../shared/batch/values/readTime';
import { isMissing, readBoolean, readChoice, readChoices, readInteger, readNumber, readText, readTextList, type Reading } from '../../shared/batch/values/readValue';
import { violation, type Violation } from '../../shared/batch/violation';
import { isRecord } from '../../shared/isRecord';
import type { Form, ItemParameters } from './parameters';

/** An item that is not sent because it breaks rules. */
export class Refusal extends Error {
	override readonly name = 'Refusal';

	constructor(readonly violations: readonly Violation[]) {
		super('The item is refused');
	}
}

/** An item that is left out by the user's choice. */
export class Skip extends Error {
	override readonly name = 'Skip';

	constructor(readonly reason: string) {
		super(reason);
	}
}

/** What all items of a run share. */
export interface RunOfNode {
	readonly context: IExecuteFunctions;
	readonly form: Form;
	readonly parameters: ItemParameters;
	/** Without keys where the operation does not call Batch. */
	readonly connection: Connection;
	/** The workflow's: dates without an offset are read in it. */
	readonly timezone: string;
	/** Epoch milliseconds. */
	now(): number;
	/** Milliseconds of a clock that nobody sets. */
	elapsed(): number;
}

/** The choice of Platforms that stands for all apps whose key the credential holds. */
export const everyApp = 'every';

/**
 * One input item as an operation sees it. Parameters are read strictly: a value that is not what the field
 * takes is a refusal of this item, never a guess (what is taken: shared/batch/values/table.ts).
 */
export class Item {
	/** What the item's verdict shows: custom id, event name … */
	readonly shown: IDataObject = {};

	constructor(
		private readonly run: RunOfNode,
		readonly index: number,
		/** The fields of the input item. */
		readonly fields: IDataObject,
	) {}

	get context(): IExecuteFunctions {
		return this.run.context;
	}

	get connection(): Connection {
		return this.run.connection;
	}

	get timezone(): string {
		return this.run.timezone;
	}

	now(): number {
		return this.run.now();
	}

	elapsed(): number {
		return this.run.elapsed();
	}

	/** Adds to what the item's verdict shows. */
	show(shown: IDataObject): void {
		Object.assign(this.shown, shown);
	}

	/** Ends the item: nothing of it is sent, and its verdict says why. */
	refuse(...violations: Violation[]): never {
		throw new Refusal(violations);
	}

	/** Ends the item when there are violations. */
	check(violations: readonly Violation[]): void {
		if (violations.length > 0) throw new Refusal(violations);
	}

	/** Ends the item by the user's choice. */
	skip(reason: string): never {
		throw new Skip(reason);
	}

	/** Whether there is no other item. */
	get isOnly(): boolean {
		return this.run.context.getInputData().length === 1;
	}

	/** Whether the user gave the field, an option for example, at all. */
	has(name: string): boolean {
		return this.run.parameters.has(name);
	}

	/** Whether what a field holds may differ from item to item: what it does not, an operation reads once a run. */
	varies(name: string): boolean {
		return this.run.parameters.varies(name);
	}

	/** What the editor calls a field. */
	label(name: string): string {
		return this.run.form.label(name);
	}

	/** A parameter as it is; the field's default where it was not given. */
	read(name: string): unknown {
		try {
			return this.run.parameters.read(name, this.index, this.fields, (this.run.form.fallback(name) ?? '') as NodeParameterValueType);
		} catch (error) {
			return this.refuseExpression(name, error);
		}
	}

	/** A text or an id; empty when it is missing. */
	text(name: string): string {
		return this.take(name, readText) ?? '';
	}

	/** What a resource locator names; empty when it names nothing. */
	locator(name: string): string {
		let value: unknown;
		try {
			value = this.run.parameters.readLocator(name, this.index);
		} catch (error) {
			return this.refuseLocator(name, error);
		}
		return this.accept(name, value, readText(value)) ?? '';
	}

	number(name: string): number | undefined {
		return this.take(name, readNumber);
	}

	integer(name: string): number | undefined {
		return this.take(name, readInteger);
	}

	/** A boolean. A value that an expression leaves missing is refused: neither yes nor no was said. */
	flag(name: string): boolean {
		return this.required(name, readBoolean);
	}

	list(name: string): string[] {
		return this.take(name, readTextList) ?? [];
	}

	/** One of the field's choices. A value that is none, or missing, is refused. */
	choice<Choice extends string>(name: string, allowed: readonly Choice[] = this.choicesOf(name)): Choice {
		return this.required(name, (value) => readChoice(value, allowed));
	}

	/** Several of the field's choices; none when it is missing. */
	choices<Choice extends string>(name: string, allowed: readonly Choice[] = this.choicesOf(name)): Choice[] {
		return this.take(name, (value) => readChoices(value, allowed)) ?? [];
	}

	/** Epoch milliseconds. */
	time(name: string): number | undefined {
		return this.take(name, (value) => readTime(value, this.timezone));
	}

	/** Epoch milliseconds of a moment that must be there. */
	requiredTime(name: string): number {
		return this.required(name, (value) => readTime(value, this.timezone));
	}

	/** What a clock shows, `yyyy-MM-ddTHH:mm:ss`, wherever it hangs. */
	requiredWallClock(name: string): string {
		return this.required(name, (value) => readWallClock(value, this.timezone));
	}

	json(name: string): unknown {
		return this.carried(name, this.take(name, readJson));
	}

	jsonObject(name: string): IDataObject | undefined {
		return this.carried(name, this.take(name, readJsonObject)) as IDataObject | undefined;
	}

	/** The app that the field `platform` names. */
	platform(): Platform {
		return this.choice('platform', allPlatforms);
	}

	/** The apps that the field `platforms` names: single ones, or every one whose key the credential holds. */
	platforms(): Platform[] {
		const chosen = this.choices<Platform | typeof everyApp>('platforms', [everyApp, ...allPlatforms]);
		const single = chosen.filter((platform) => platform !== everyApp);
		if (single.length === chosen.length) return single;
		if (single.length > 0) {
			const rule = 'cannot name Every App of the Credential beside single ones';
			this.refuse(violation(this.label('platforms'), chosen.join(', '), rule));
		}
		return allPlatforms.filter((platform) => this.connection.appKeys[platform] !== '');
	}

	/** An address in which n8n finds nothing is named as it came out. */
	private refuseLocator(name: string, error: unknown): string {
		const given = this.read(name);
		if (!isRecord(given) || given.mode !== 'url') return this.refuseExpression(name, error);
		if (isMissing(given.value)) return '';
		return this.refuse(violation(this.label(name), given.value, 'is not an address in which it can be found'));
	}

	/** n8n does not say of which field the expression is that failed. */
	private refuseExpression(name: string, error: unknown): never {
		const { message, description } = error as { message?: string; description?: unknown };
		const failed = violation(this.label(name), this.run.parameters.written(name), `could not be evaluated: ${message ?? String(error)}`);
		return this.refuse(typeof description === 'string' && description !== '' ? { ...failed, advice: description } : failed);
	}

	private choicesOf<Choice extends string>(name: string): readonly Choice[] {
		return this.run.form.choices(name) as readonly Choice[];
	}

	private take<Value>(name: string, reader: (value: unknown) => Reading<Value>): Value | undefined {
		const value = this.read(name);
		return this.accept(name, value, reader(value));
	}

	private carried(name: string, json: unknown): unknown {
		const found = notCarriedIn(json);
		if (found === undefined) return json;
		const field = [this.label(name), ...(found.place === '' ? [] : [found.place])].join(': ');
		return this.refuse(violation(field, found.value, 'cannot be carried by JSON: numbers must be finite, whole ones beyond 9007199254740991 in quotes, dates such as there are, and lists without gaps'));
	}

	private required<Value>(name: string, reader: (value: unknown) => Reading<Value>): Value {
		const value = this.read(name);
		const taken = this.accept(name, value, reader(value));
		if (taken !== undefined) return taken;
		// Any value that the reader refuses brings its rule.
		const refused = reader({});
		return this.refuse(violation(this.label(name), value ?? '', refused.ok ? 'must not be empty' : refused.rule));
	}

	private accept<Value>(name: string, value: unknown, reading: Reading<Value>): Value | undefined {
		return reading.ok ? reading.value : this.refuse(violation(this.label(name), value, reading.rule));
	}
}

/** Other nodes may give an item that holds a binary and nothing else. */
export function fieldsOf({ json }: INodeExecutionData): IDataObject {
	return (json as IDataObject | null | undefined) ?? {};
}

/** The input items of a run, each made when it is looked at: of a million none need wait for its turn. */
export class Items implements Iterable<Item> {
	private readonly input: readonly INodeExecutionData[];

	constructor(private readonly run: RunOfNode) {
		this.input = run.context.getInputData();
	}

	get length(): number {
		return this.input.length;
	}

	at(index: number): Item {
		return new Item(this.run, index, fieldsOf(this.input[index]));
	}

	*[Symbol.iterator](): Generator<Item> {
		for (const index of this.input.keys()) yield this.at(index);
	}
}
