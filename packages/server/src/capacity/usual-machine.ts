/** What a machine has where nobody says otherwise: what clouds rent most. */
export const usualMachine = { cores: 8, memoryGiB: 32, diskGiB: 1_000 };

export const usualRetentionDays = 365;
