/**
 * The hands of a process that does due jobs itself: an adapter of the `Queue` port that lives in this process asks them
 * to begin, instead of calling an address. The rows stay the truth: what a killed crew held is free when its lease ends.
 */
export interface Crew {
  /**
   * Claims up to `limit` rows that are due (or whose worker was killed), oldest first, and begins the work. Each promise
   * resolves when its row is out of our hands, however that ended; none rejects. `only` leaves all other kinds alone.
   */
  begin(limit: number, only?: string): Promise<Promise<void>[]>;
}
