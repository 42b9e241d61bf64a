/**
 * Screens of Purchasely a message can open, as `{app scheme}://ply/…` (poool-purchasely.md §2.7). Some were
 * removed in version 6 of Purchasely's SDK: apps still on an older one can be linked to.
 */
export interface PurchaselyScreen {
	readonly name: string;
	readonly path: string;
	/** What the identifier in the path is; none: the screen has no identifier. */
	readonly identifier?: string;
	/** Whether the screen opens without an identifier too. */
	readonly identifierIsOptional?: boolean;
	readonly removedInVersion6?: boolean;
}

export const purchaselyScreens = {
	placement: { name: 'Placement', path: 'placements', identifier: 'Placement ID', identifierIsOptional: true },
	presentation: { name: 'Presentation', path: 'presentations', identifier: 'Screen ID', identifierIsOptional: true },
	flow: { name: 'Flow', path: 'flows', identifier: 'Flow ID' },
	updateBilling: { name: 'Update Billing', path: 'update_billing' },
	subscriptions: { name: 'Subscriptions', path: 'subscriptions', removedInVersion6: true },
	cancellationSurvey: {
		name: 'Cancellation Survey',
		path: 'cancellation_survey',
		identifier: 'Product Vendor ID',
		identifierIsOptional: true,
		removedInVersion6: true,
	},
	product: { name: 'Product', path: 'products', identifier: 'Product ID', removedInVersion6: true },
	plan: { name: 'Plan', path: 'plans', identifier: 'Plan ID', removedInVersion6: true },
} as const satisfies Record<string, PurchaselyScreen>;

export type PurchaselyScreenKey = keyof typeof purchaselyScreens;

/** An app scheme as the stores allow it, without `://`. */
export const appSchemePattern = /^[a-z][a-z0-9+.-]*$/i;

/** `news://ply/placements/summer`; identifiers are encoded as path segments. */
export function purchaselyDeeplink(appScheme: string, key: PurchaselyScreenKey, identifier: string): string {
	const { path } = purchaselyScreens[key];
	const segments = ['ply', path, ...(identifier === '' ? [] : [encodeURIComponent(identifier)])];
	return `${appScheme}://${segments.join('/')}`;
}
