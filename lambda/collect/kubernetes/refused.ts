/** The two ways in which an API server fails to tell: it refuses, or it answers what must not be believed. */

export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** The Date header of the answer. */
  readonly date: string | undefined;
  constructor(status: number, message: string, date: string | undefined) {
    super(message);
    this.status = status;
    this.date = date;
  }
}

export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}
