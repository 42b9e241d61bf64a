import type { Platform } from '../../shared/batch/family';

export interface Store {
	/** Purchasely's spellings: its pages do not agree on two of them (poool-purchasely.md §2.4). */
	readonly spellings: readonly [string, ...string[]];
	readonly title: string;
	readonly platform: Platform;
}

/** Stripe purchases are made on the web; the other stores belong to a mobile system. */
export const stores: readonly Store[] = [
	{ spellings: ['AMAZON_APPSTORE', 'AMAZON_APP_STORE'], title: 'Amazon Appstore', platform: 'android' },
	{ spellings: ['APPLE_APP_STORE'], title: 'Apple App Store', platform: 'ios' },
	{ spellings: ['GOOGLE_PLAY_STORE'], title: 'Google Play Store', platform: 'android' },
	{ spellings: ['HUAWEI_APPGALLERY', 'HUAWEI_APP_GALLERY'], title: 'Huawei AppGallery', platform: 'android' },
	{ spellings: ['STRIPE'], title: 'Stripe', platform: 'web' },
];

/** The store a payload names, in either spelling. */
export function storeOf(value: unknown): Store | undefined {
	return stores.find(({ spellings }) => spellings.some((spelling) => spelling === value));
}

export const purchaseTypes: ReadonlyArray<{ value: string; title: string }> = [
	{ value: 'CONSUMABLE', title: 'Consumable' },
	{ value: 'NON_CONSUMABLE', title: 'Non-Consumable' },
	{ value: 'NON_RENEWING_SUBSCRIPTION', title: 'Non-Renewing Subscription' },
	{ value: 'RENEWING_SUBSCRIPTION', title: 'Renewing Subscription' },
];
