import { NodeOperationError, type IDataObject, type INode, type NodeApiError } from 'n8n-workflow';

import { CallFailed, type CallFailure } from '../../shared/batch/client/failure';
import { failureToError } from '../../shared/batch/client/failureToError';
import type { PartialError } from '../../shared/batch/client/readAnswer';
import { describeViolations, type Violation } from '../../shared/batch/violation';
import { Refusal } from './item';

/** Why a row did not go through whole: in words, and as details of its verdict. */
export interface Problem {
	/** One line. */
	readonly message: string;
	/** What to do, and what else there is to say. */
	readonly advice: string;
	readonly details: IDataObject;
	/** Rows that share it failed for one and the same reason. */
	readonly origin: string;
	/** Where it was a call that failed. */
	readonly failure?: CallFailure;
}

const changeTheValue = 'Batch would refuse this, so it was not sent. Change the value or the mapping.';

export function problemOfViolations(violations: readonly Violation[]): Problem {
	const message = describeViolations(violations);
	const advice = [...new Set(violations.map((violation) => violation.advice ?? changeTheValue))];
	return {
		message,
		advice: advice.join(' '),
		details: { problems: violations.map(({ field, value, rule }) => ({ field, value, rule })) },
		origin: message,
	};
}

export function problemOfFailure(failure: CallFailure): Problem {
	return {
		message: failure.message,
		advice: failure.advice,
		details: {
			advice: failure.advice,
			...(failure.code && { code: failure.code }),
			...(failure.statusCode !== undefined && { httpCode: failure.statusCode }),
		},
		origin: failure.origin ?? failure.message,
		failure,
	};
}

export function problemOfPartialErrors(errors: readonly PartialError[]): Problem {
	const told = toldOf(errors);
	const left = errors.length - told.length;
	const list = told.map(({ reason, attribute }) => (attribute === undefined ? reason : `${attribute}: ${reason}`)).join('; ');
	const reasons = left === 0 ? list : `${list}; and ${left} more, which are not told`;
	return {
		message: `Batch took the row but dropped a part of it: ${reasons}`,
		advice: 'The rest of the row was applied.',
		details: { dropped: told.map((error) => ({ ...error })) },
		origin: reasons,
	};
}

/** Characters of the reasons that one row tells: an answer may hold thousands, for each of thousands of rows. */
const mostTold = 4_000;

function toldOf(errors: readonly PartialError[]): PartialError[] {
	const told: PartialError[] = [];
	let characters = 0;
	for (const error of errors) {
		characters += error.reason.length + (error.attribute?.length ?? 0);
		if (told.length > 0 && characters > mostTold) break;
		told.push(error);
	}
	return told;
}

/** What an operation threw: a refusal, a failed call, or something that an expression or a field could not give. */
export function problemOfError(error: unknown): Problem {
	if (error instanceof Refusal) return problemOfViolations(error.violations);
	if (error instanceof CallFailed) return problemOfFailure(error.failure);
	const message = error instanceof Error ? error.message : String(error);
	return { message, advice: '', details: {}, origin: message };
}

/** The error that ends a run. n8n adds the number of the item by itself. */
export function toError(node: INode, { message, advice, failure }: Problem, itemIndex: number): NodeApiError | NodeOperationError {
	if (failure !== undefined) return failureToError(node, failure, itemIndex);
	return new NodeOperationError(node, message, { ...(advice !== '' && { description: advice }), itemIndex });
}
