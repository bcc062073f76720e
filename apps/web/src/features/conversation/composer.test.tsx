// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Composer, LONGEST } from './composer.tsx';

function show(uuid = 'room-1') {
  const sent: string[] = [];
  const typing = vi.fn<(active: boolean) => void>();
  render(
    <MantineProvider>
      <Composer
        roomName="Lobby"
        uuid={uuid}
        onSend={(text) => sent.push(text)}
        onTyping={typing}
        storage={sessionStorage}
      />
    </MantineProvider>,
  );
  const input = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message to Lobby' });
  const type = (value: string): boolean => fireEvent.change(input, { target: { value } });
  return { sent, typing, input, type };
}

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

describe('the composer', () => {
  it('sends with Enter and is empty again', () => {
    const { sent, input, type } = show();
    type('  Hello there \n');
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(sent).toEqual(['Hello there']);
    expect(input.value).toBe('');
    expect(document.activeElement).toBe(input);
  });

  it('begins a new line with Shift+Enter', () => {
    const { sent, input, type } = show();
    type('Hello');
    const handled = !fireEvent.keyDown(input, { key: 'Enter', shiftKey: true });
    expect(handled).toBe(false);
    expect(sent).toEqual([]);
  });

  it('leaves Enter to an input method that is composing', () => {
    const { sent, input, type } = show();
    type('にほん');
    fireEvent.keyDown(input, { key: 'Enter', isComposing: true });
    expect(sent).toEqual([]);
  });

  it('does not send blanks', () => {
    const { sent, input, type } = show();
    type(' \n ');
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(sent).toEqual([]);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  });

  it('counts characters, not halves of them, and refuses too many', () => {
    const { sent, input, type } = show();
    type('😀'.repeat(LONGEST));
    expect(screen.getByText('0 left')).toBeTruthy();
    type('😀'.repeat(LONGEST + 1));
    expect(screen.getByText('1 too many')).toBeTruthy();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(sent).toEqual([]);
    type('short');
    expect(screen.queryByText(/left|too many/)).toBeNull();
  });

  it('keeps a draft for each room', () => {
    show('room-1').type('Half a thought');
    cleanup();
    expect(show('room-2').input.value).toBe('');
    cleanup();
    const { input } = show('room-1');
    expect(input.value).toBe('Half a thought');
    fireEvent.keyDown(input, { key: 'Enter' });
    cleanup();
    expect(show('room-1').input.value).toBe('');
  });

  it('tells that somebody types, and that they stopped', () => {
    const { typing, input, type } = show();
    type('H');
    expect(typing).toHaveBeenLastCalledWith(true);
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(typing).toHaveBeenLastCalledWith(false);
  });
});
