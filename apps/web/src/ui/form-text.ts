/** What was typed into a field of a form; `''` where there is no such text field. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
