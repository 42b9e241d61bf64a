import type { MappingRow } from '../mapping/rows';

/**
 * The names of Batch's guide for Poool. It shows name and attributes of the log-in click only; the other two are named after
 * it, and take Poool's documented fields.
 */
export const guideRows: readonly MappingRow[] = [
	{ event: 'audit.page-view', name: 'Poool_page_view' },
	{
		event: 'access.loginClick',
		name: 'Poool_click_log',
		fields: 'none',
		fixed: {
			values: [
				{ name: 'urlType', type: 'text', text: 'Login' },
				{ name: 'category', type: 'text', text: 'Paywall Abonné' },
				{ name: 'user_type', type: 'text', text: 'Abonné' },
			],
		},
	},
	{ event: 'access.subscribeClick', name: 'Poool_click_subscribe' },
];
