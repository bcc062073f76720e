/** Who is in the demo community; all have the same password. */
export const demoPassword = 'parley-demo';

/** The people, in the order of their addresses: demo1@example.com, demo2@example.com, … */
export const people = [
  { name: 'Mara Lindqvist', role: 'admin' },
  { name: 'Tomás Arriaga', role: 'member' },
  { name: 'Yuki Tanabe', role: 'member' },
  { name: 'Priya Raman', role: 'member' },
  { name: 'Sam Okafor', role: 'member' },
] as const;

/** What a line is beside its text. */
export interface LineMore {
  /** The line of the same room that it replies to, by its number from 0. */
  readonly answers?: number;
  /** Emoji, and who reacted so. */
  readonly reactions?: Readonly<Record<string, readonly number[]>>;
}

/**
 * A line said: by whom (an index of {@link people}), how long after the line before, and what; `@2`
 * mentions that person.
 */
export type Line = readonly [who: number, minutesLater: number, text: string, more?: LineMore];

/** A room of the demo, with what was said in it; the last line was said `quietFor` minutes ago. */
export interface DemoRoom {
  /** Empty: a direct conversation. */
  readonly name: string;
  readonly description: string;
  readonly access: 'open' | 'private';
  readonly owner: number;
  /** Beside the owner. */
  readonly participants: readonly number[];
  readonly quietFor: number;
  readonly lines: readonly Line[];
  /** The line pinned for everybody. */
  readonly pinned?: number;
  /** Who pinned the room in their own list. */
  readonly pinnedBy?: readonly number[];
  /** How many of the last lines these people have not seen yet; the others have seen all. */
  readonly unseen?: Readonly<Record<number, number>>;
}

/** The rooms. */
export const rooms: readonly DemoRoom[] = [
  {
    name: 'Lobby',
    description: 'News for everybody, and a good place to say hello.',
    access: 'open',
    owner: 0,
    participants: [1, 2, 3, 4],
    quietFor: 12,
    pinned: 7,
    unseen: { 0: 2, 1: 3 },
    lines: [
      [0, 0, 'Welcome, everybody! This is where we keep each other up to date.'],
      [3, 4, 'Hello from Chennai 👋', { reactions: { '👋': [0, 2, 4] } }],
      [4, 1, 'Morning all. Coffee first, then words.'],
      [
        2,
        26,
        'Good evening from Sapporo. It is already snowing here ❄️',
        { reactions: { '❄️': [0, 3], '😍': [1] } },
      ],
      [1, 7, 'Snow! It is 31 degrees in Rosario, I would trade.', { answers: 3 }],
      [2, 3, 'Deal. You bring the sun, I bring the shovel.', { answers: 3 }],
      [4, 2, 'I have two shovels and no snow. Happy to lend.', { answers: 3 }],
      [0, 1290, 'Reminder: the workshop room is ours on Thursday from two to five.'],
      [4, 12, "Thanks. I'll bring the projector and the good cable."],
      [3, 3, 'I can show the new sign-in flow, ten minutes is enough.', { answers: 7 }],
      [0, 2, 'Perfect, @3, you are first on the list then.', { answers: 7 }],
      [1, 1185, 'Does anybody still have the key of the bike shed?'],
      [2, 6, 'It hangs behind the door of the kitchen, left hook.'],
      [1, 2, 'Found it. You saved my way home, thank you @2.', { reactions: { '🚲': [2, 4] } }],
      [4, 955, 'The photos from Thursday are in the shared folder now.'],
      [
        3,
        18,
        'These are lovely. Who took the one with the whiteboard?',
        { reactions: { '❤️': [0, 1] } },
      ],
      [2, 5, 'That was me, standing on a chair 😄'],
    ],
  },
  {
    name: 'Design',
    description: 'Drafts, colours, words. Show early, show often.',
    access: 'open',
    owner: 2,
    participants: [0, 3],
    quietFor: 95,
    unseen: { 3: 1 },
    lines: [
      [2, 0, 'First draft of the room list is up. I made the unread rows bolder.'],
      [0, 31, 'I like it. On my phone the time and the name collide when the name is long.'],
      [2, 9, 'You are right, the name should give way first. Fixing.'],
      [3, 44, 'Could the empty state say what to do next? "No rooms yet" left me stuck.'],
      [2, 6, 'What about: "No rooms yet. Make the first one, it takes a name and nothing else."'],
      [3, 3, 'Yes! That one.'],
      [0, 870, 'Contrast check, @2: grey on grey in dark mode is 3.9, we want 4.5.'],
      [
        2,
        21,
        'Raised it, now 5.2. Looks calmer as well, to my surprise.',
        { reactions: { '👏': [0, 3] } },
      ],
      [3, 240, 'Small thing: the send button jumps when a line wraps.'],
      [2, 15, 'Found it, the icon had no fixed height. Gone in the next draft.'],
      [0, 8, 'Ship it 🚀', { reactions: { '🚀': [2, 3] } }],
    ],
  },
  {
    name: 'Lunch',
    description: 'Where to, when, and who is hungry.',
    access: 'open',
    owner: 4,
    participants: [1, 2],
    quietFor: 205,
    lines: [
      [4, 0, 'The noodle place has reopened!'],
      [1, 2, 'Finally. 12:30?', { reactions: { '🍜': [2, 4] } }],
      [2, 4, '12:30 is good. 美味しそう!'],
      [4, 1, 'Table for three, then. Anyone else?'],
      [3, 7, 'Next time, I am on a call until one.'],
      [1, 1430, 'Leftover empanadas in the fridge, first come first served.'],
      [4, 3, 'Came first. Was served. 10/10.'],
    ],
  },
  {
    name: 'Launch team',
    description: 'The plan for the first of the month. Only us.',
    access: 'private',
    owner: 0,
    participants: [1, 3],
    quietFor: 34,
    pinned: 4,
    pinnedBy: [0],
    unseen: { 0: 2 },
    lines: [
      [0, 0, 'Just the three of us here, so that we can be blunt about dates.'],
      [1, 6, 'Then bluntly: the import needs three more days.'],
      [3, 4, 'Sign-in is done, I could take the error messages off your list.'],
      [1, 2, 'That would make it two days. Deal.'],
      [0, 11, 'Good. I move the announcement to Monday, nobody loses a weekend.'],
      [3, 1020, 'Error messages are in. Every one says what to do next.'],
      [1, 35, 'Read them all, they are kind. Import is at 80 %.'],
      [0, 410, 'How does it look for Monday, @1 and @3?'],
      [1, 14, 'Green. The last run took 40 seconds for everything.'],
      [3, 5, 'Green here too ✅'],
    ],
  },
  {
    name: '',
    description: '',
    access: 'private',
    owner: 3,
    participants: [0],
    quietFor: 8,
    unseen: { 0: 2 },
    lines: [
      [3, 0, 'Do you have a minute for the welcome text?'],
      [0, 12, 'For you always. Paste it here.'],
      [3, 2, '"Welcome. Everything you need is on the left, everybody you need is already here."'],
      [0, 4, 'I would not touch a word of it.', { reactions: { '😊': [3] } }],
      [3, 310, 'It is live now. Thank you for looking!'],
      [3, 1, 'And tomorrow at ten, onboarding: shall I bring anything?'],
    ],
  },
  {
    name: '',
    description: '',
    access: 'private',
    owner: 1,
    participants: [2],
    quietFor: 64,
    unseen: { 2: 1 },
    lines: [
      [1, 0, 'How do you write "thank you for the key" in Japanese?'],
      [2, 7, '鍵をありがとう。', { reactions: { '🙏': [1] } }],
      [1, 3, 'I will practise that on the way home. By bike!'],
    ],
  },
];

/** The schedules: whose, and which times of the week, `[weekdays, time, minutes]`. */
export const schedules = [
  {
    owner: 0,
    title: 'Office hours',
    about: 'Half an hour for whatever is on your mind. Bring questions, not slides.',
    timeZone: 'Europe/Stockholm',
    slots: [
      [[1, 2, 3, 4, 5, 6, 7], '09:00', 30],
      [[1, 2, 3, 4, 5, 6, 7], '13:30', 30],
      [[1, 2, 3, 4, 5], '16:00', 45],
    ],
  },
  {
    owner: 2,
    title: 'Design reviews',
    about: 'Show me a draft, the earlier the better.',
    timeZone: 'Asia/Tokyo',
    slots: [
      [[2, 4], '10:00', 45],
      [[2, 4], '11:00', 45],
    ],
  },
] as const;

/** What is asked for and not answered: which schedule, who asks, and for the first slot after so many hours. */
export const quotes = [
  {
    schedule: 0,
    client: 1,
    title: 'Dates of the import',
    note: 'I would like to move the last step by two days. Fifteen minutes will do.',
    afterHours: 30,
  },
] as const;

/**
 * The bookings: whose schedule, who asked, in how many minutes (from the last quarter of an hour on),
 * for how many, and how they liked it. The first is now.
 */
export const bookings = [
  { schedule: 0, client: 3, title: 'Onboarding: a first look around', inMinutes: 0, minutes: 90 },
  { schedule: 2, client: 1, title: 'Design review of the import', inMinutes: 1560, minutes: 45 },
  {
    schedule: 0,
    client: 2,
    title: 'Colours of the dark theme',
    inMinutes: -1575,
    minutes: 30,
    rated: [{ by: 2, text: 'We found the right grey. Thank you!' }],
  },
] as const;
