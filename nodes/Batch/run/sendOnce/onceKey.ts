import { violation, type Violation } from '../../../shared/batch/violation';
import type { Item } from '../item';

/** Send Once needs something to tell one from another by. */
export function checkOnceKey(item: Item, field: string): Violation[] {
	if (!item.flag('sendOnce') || item.text('onceKey') !== '') return [];
	return [violation(field, '', 'must not be empty with Send Once: it tells one from another')];
}
