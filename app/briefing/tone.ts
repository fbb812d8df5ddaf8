/** How good or bad something is, in one word for programs; pages never show it by colour alone. */
export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'quiet';

/** The picture beside a sentence: its tone, or a question to the reader. */
export type Sign = Tone | 'ask';
