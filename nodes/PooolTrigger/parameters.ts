import { Parameters, type ParameterSource } from '../shared/parameters';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import { pageFields } from './fields/page';
import { serverFields } from './fields/server';
import { setupFields } from './fields/setup';

/** Every field of the node, in the order of the editor. */
export const triggerFields = [...setupFields, ...pageFields, ...serverFields, ...outputFields, ...optionFields];

export function parametersOf(source: ParameterSource): Parameters {
	return Parameters.ofNode(source, triggerFields);
}

/** Which of Poool's three ways the node listens to. */
export type Receive = 'page' | 'submission' | 'secured';

export function readReceive(source: ParameterSource): Receive {
	return parametersOf(source).choice('receive');
}
