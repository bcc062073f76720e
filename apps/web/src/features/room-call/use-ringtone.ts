import { useEffect } from 'react';

/** Two short tones, then a pause, s. */
const TONES = [0, 0.35];
const EVERY = 2_500;

/** Rings while `active`; without a sound where the browser wants to be touched first. */
export function useRingtone(active: boolean): void {
  useEffect(() => {
    if (!active || globalThis.AudioContext === undefined) return undefined;
    const audio = new AudioContext();
    const ring = (): void => {
      // Suspended until somebody touched the page: what is planned now would sound then.
      if (audio.state !== 'running') return;
      for (const after of TONES) tone(audio, audio.currentTime + after);
    };
    ring();
    const timer = setInterval(ring, EVERY);
    return () => {
      clearInterval(timer);
      void audio.close();
    };
  }, [active]);
}

function tone(audio: AudioContext, at: number): void {
  const sound = audio.createOscillator();
  const volume = audio.createGain();
  sound.frequency.value = 660;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.03);
  volume.gain.linearRampToValueAtTime(0, at + 0.28);
  sound.connect(volume).connect(audio.destination);
  sound.start(at);
  sound.stop(at + 0.3);
}
