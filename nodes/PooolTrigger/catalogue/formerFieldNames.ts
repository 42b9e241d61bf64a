/**
 * What pages with older tags of Poool call the fields (poool-purchasely.md §1.2): old name → documented name.
 */
export const formerFieldNames: Readonly<Record<string, string>> = {
	user_id: 'userId',
	context_name: 'contextName',
	context_type: 'contextType',
	context_value: 'contextValue',
	segment_slug: 'groupSlug',
	journey_name: 'scenarioName',
	widget_name: 'actionName',
	newsletter_id: 'newsletterId',
	pass_id: 'passId',
};
