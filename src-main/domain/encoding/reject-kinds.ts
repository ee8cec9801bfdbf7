/** Why a row was rejected; 0 = it was not. `rejectReason` has the words. */
export const rejectKinds = {
  none: 0,
  missing: 1,
  notANumber: 2,
  notWhole: 3,
  notAllowed: 4,
  outOfRange: 5,
  notBoolean: 6,
  notBase64: 7,
  notAPicture: 8,
  pictureTooLarge: 9,
  /** The model's own answer for the row is no finite number. */
  noAnswer: 10,
  /** The model cannot be run on the row. */
  notRun: 11,
} as const;
