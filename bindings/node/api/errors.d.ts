import { type CloudErrorType, InvalidArgumentError } from './classes.js';
import { CloudError, type CloudErrorInfo } from './cloud_error.js';
export { CloudError };
/** An error as it crosses. */
export interface CrossedError {
    type: CloudErrorType;
    info: CloudErrorInfo;
}
/** The object of an error that is part of a result. */
export declare function revived(error: CrossedError | null): CloudError | null;
/** The object of what the addon threw. */
export declare function thrown(error: unknown): CloudError;
/** The same for a call that a signal may have ended: the signal's reason is the cause. */
export declare function thrownUnder(signal: AbortSignal | undefined, error: unknown): CloudError;
/** Where the offender is: the argument's name in the contract, and the place in it. */
export interface Place {
    argument: string;
    field?: string;
    /** `row` or `change`, and its number, where the argument is a list of these. */
    item?: readonly ['row' | 'change', number];
}
/** An argument of another type or shape, unless the code says what else is wrong with it. */
export declare function refused(place: Place, reason: string, code?: string): InvalidArgumentError;
