import { NodeOperationError, type IDataObject, type INode, type NodeApiError } from 'n8n-workflow';

import type { CallFailure } from '../../shared/batch/client/failure';
import { failureToError } from '../../shared/batch/client/failureToError';
import type { PartialError } from '../../shared/batch/client/readAnswer';
import { describeViolations, type Violation } from '../../shared/batch/violation';

/** Why a row did not go through whole: its words, its details for the verdict, and as an error of n8n's. */
export interface Problem {
	readonly message: string;
	readonly details: IDataObject;
	/** Rows that share it failed for one and the same reason. */
	readonly origin: string;
	toError(node: INode, itemIndex: number): NodeApiError | NodeOperationError;
}

export const problemOf = {
	violations(violations: readonly Violation[]): Problem {
		return {
			message: describeViolations(violations),
			origin: describeViolations(violations),
			details: { problems: violations.map((violation) => ({ ...violation })) },
			toError: (node, itemIndex) =>
				new NodeOperationError(node, `${describeViolations(violations)} [item ${itemIndex}]`, {
					description: 'Batch would refuse this, so it was not sent. Change the value or the mapping.',
					itemIndex,
				}),
		};
	},

	failure(failure: CallFailure): Problem {
		return {
			message: failure.message,
			origin: failure.origin ?? failure.message,
			details: {
				advice: failure.advice,
				...(failure.code && { code: failure.code }),
				...(failure.statusCode !== undefined && { httpCode: failure.statusCode }),
			},
			toError: (node, itemIndex) => failureToError(node, failure, itemIndex),
		};
	},

	partial(errors: readonly PartialError[]): Problem {
		const message = errors
			.map(({ reason, attribute }) => (attribute === undefined ? reason : `${attribute}: ${reason}`))
			.join('; ');
		return {
			message: `Batch took the row but dropped a part of it: ${message}`,
			origin: message,
			details: { dropped: errors.map((error) => ({ ...error })) },
			toError: (node, itemIndex) =>
				new NodeOperationError(node, `Batch took the row but dropped a part of it: ${message} [item ${itemIndex}]`, {
					description: 'The rest of the row was applied.',
					itemIndex,
				}),
		};
	},

	/** An expression or a field that could not be read. */
	unreadable(error: unknown): Problem {
		const message = error instanceof Error ? error.message : String(error);
		return {
			message,
			origin: message,
			details: {},
			toError: (node, itemIndex) =>
				new NodeOperationError(node, error instanceof Error ? error : message, { itemIndex }),
		};
	},
};

/** Prepares a row; what an expression of its parameters throws becomes that row's problem and nobody else's. */
export function prepareRow<Prepared>(prepare: () => Prepared): Prepared | { kind: 'fail'; problem: Problem } {
	try {
		return prepare();
	} catch (error) {
		return { kind: 'fail', problem: problemOf.unreadable(error) };
	}
}
