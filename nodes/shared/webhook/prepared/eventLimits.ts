import { appLimits } from '../../batch/contract/appContract';
import { projectLimits } from '../../batch/contract/projectContract';
import type { Family } from '../../batch/family';

/** How much of an event Batch takes, by the family the Batch node will send it with. */
export interface EventLimits {
	readonly attributes: number;
	readonly textCharacters: number;
	readonly urlCharacters: number;
	/** Items of a list of texts; 0 where lists have no form. */
	readonly listItems: number;
}

export function eventLimits(family: Family): EventLimits {
	const { eventAttributes, textCharacters, urlCharacters } = family === 'project' ? projectLimits : appLimits;
	return {
		attributes: eventAttributes.value,
		textCharacters: textCharacters.value,
		urlCharacters: urlCharacters.value,
		listItems: family === 'project' ? projectLimits.listItems.value : 0,
	};
}
