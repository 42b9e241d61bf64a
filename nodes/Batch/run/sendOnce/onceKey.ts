import { refusedCustomIds } from '../../../shared/batch/contract/projectContract';
import { violation, type Violation } from '../../../shared/batch/violation';
import type { Item } from '../item';

/** Send Once needs something to tell one from another by. */
export function checkOnceKey(item: Item, field: string): Violation[] {
	return item.flag('sendOnce') ? keyViolations(item.text('onceKey'), field, 'one') : [];
}

/** What stands against a key; the word a broken expression leaves behind would be the key of all. */
export function keyViolations(key: string, field: string, what: string): Violation[] {
	if (key === '') return [violation(field, key, `must not be empty with Send Once: it tells ${what} from another`)];
	if (!refusedCustomIds.has(key.toLowerCase())) return [];
	return [violation(field, key, `does not tell ${what} from another: check the expression that fills the field`)];
}
