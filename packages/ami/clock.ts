/** Time and chance, handed in by whoever runs a client: packages have none of their own. */
export interface AmiClock {
  /** Epoch ms. */
  now(): number;
  /** Runs something once after so many ms; calling what it returns prevents that. */
  after(ms: number, run: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}
