import { snakeCase } from '../../shared/webhook/prepared/snakeCase';
import { pageEventOf } from './events';

/** The name an event has in Batch where the mapping gives none: prefix and snake case. Never cut. */
export function defaultBatchName(key: string, prefix: string): string {
	const { name, shortName } = pageEventOf(key);
	return prefix + (shortName ?? snakeCase(name));
}
