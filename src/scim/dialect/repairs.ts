/**
 * What identity providers send otherwise than the RFCs say. Each deviation is one named function that shows the payload and
 * its source; the name is what an exchange records as repaired. Where customers may need one behaviour or the other, a
 * setting of the directory decides (model/identity/dialect-settings.ts).
 */

/** Receives the names of the functions of this folder that changed something. */
export type Repairs = Set<string>
