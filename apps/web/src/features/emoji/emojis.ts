/** An emoji and the words by which it is found; the first of them is its name. */
export interface Emoji {
  readonly emoji: string;
  readonly words: string;
}

/** What is offered first, for a reaction. */
export const QUICK: readonly string[] = ['👍', '❤️', '😂', '🎉'];

const table = `
👍 thumbs up, yes, agree
👎 thumbs down, no
👌 OK hand, perfect
🙏 folded hands, thanks, please
👏 clapping, bravo
🙌 raised hands, hooray
💪 strong, muscle
👋 waving, hello, goodbye
🤝 handshake, deal
🤞 crossed fingers, luck
✌️ victory, peace
👀 eyes, looking
😀 grinning, happy
😄 laughing eyes, happy
😂 tears of joy, laugh
🤣 rolling on the floor, laugh
😊 smiling, blush
🙂 slight smile
😉 winking
😍 heart eyes, love
🥰 smiling with hearts, love
😘 kiss
😎 sunglasses, cool
🤩 star eyes, wow
🥳 party, celebrate
😇 halo, angel
🤔 thinking, hmm
🤨 raised eyebrow, doubt
😐 neutral
🙄 rolling eyes
😅 sweat smile, phew
😬 grimace, awkward
😴 sleeping, tired
🤯 mind blown
😮 surprised, wow
😱 screaming, shock
😢 crying, sad
😭 sobbing, sad
😞 disappointed, sad
😤 huffing
😡 angry
🤒 ill, thermometer
🤗 hug
🫡 salute
🤷 shrug
🤦 facepalm
❤️ red heart, love
🧡 orange heart
💛 yellow heart
💚 green heart
💙 blue heart
💜 purple heart
🖤 black heart
💔 broken heart
💯 hundred, perfect
🔥 fire, hot
✨ sparkles
⭐ star
🎉 party popper, celebrate, tada
🎊 confetti, celebrate
🎂 birthday cake
🎁 present, gift
🏆 trophy, win
🥇 gold medal, first
🚀 rocket, ship it
💡 light bulb, idea
📌 pin
📎 paper clip
📅 calendar
⏰ alarm clock, time
⏳ hourglass, waiting
✅ check mark, done
❌ cross, no
❗ exclamation mark, important
❓ question mark
⚠️ warning
🚧 construction, in progress
🐛 bug
🔧 wrench, fix
💻 laptop, computer
📱 phone
✉️ letter, mail
📈 chart up, growth
💰 money
☕ coffee
🍵 tea
🍕 pizza
🍜 noodles
🍎 apple
🍺 beer
🥂 clinking glasses, cheers
🌞 sun
🌧️ rain
❄️ snow
🌈 rainbow
🌱 seedling, plant
🌸 flower, blossom
🐶 dog
🐱 cat
🦊 fox
🦄 unicorn
🐢 turtle, slow
🚗 car
🚲 bicycle
✈️ plane, travel
⛵ sailing boat
🏠 house, home
🎵 music
⚽ football
🎮 game
`;

/** Every emoji of the picker, in the order in which it shows them. */
export const EMOJIS: readonly Emoji[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const space = line.indexOf(' ');
    return { emoji: line.slice(0, space), words: line.slice(space + 1) };
  });

/** What an emoji is called: its own sign where it is not of ours. */
export function nameOf(emoji: string): string {
  return EMOJIS.find((known) => known.emoji === emoji)?.words.split(',')[0] ?? emoji;
}

/** Those one of whose words begins with what was typed. */
export function findEmojis(query: string): readonly Emoji[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') return EMOJIS;
  return EMOJIS.filter(({ emoji, words }) => {
    const all = words.toLocaleLowerCase();
    return (
      emoji === wanted ||
      all.startsWith(wanted) ||
      all.split(/[\s,]+/u).some((word) => word.startsWith(wanted))
    );
  });
}
