import {
  ActionIcon,
  Button,
  createTheme,
  Drawer,
  Menu,
  Popover,
  Modal,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  TextInput,
  Textarea,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import controls from './controls.module.css';

const marigold: MantineColorsTuple = [
  '#fff8e6',
  '#ffedc2',
  '#ffdf95',
  '#fdd066',
  '#fac445',
  '#f7b928',
  '#f7b928',
  '#e9a70a',
  '#a97400',
  '#765000',
];

const panel = { classNames: { content: controls.panel, header: controls.panelHeader } };
const field = {
  classNames: { input: controls.input, label: controls.label, error: controls.error },
};

/** How Mantine's pieces look here: the tokens decide, this hands them on. */
export const theme = createTheme({
  fontFamily: 'var(--font-text)',
  headings: { fontFamily: 'var(--font-display)' },
  colors: { marigold },
  primaryColor: 'marigold',
  primaryShade: 6,
  autoContrast: true,
  defaultRadius: 'md',
  radius: { sm: 'var(--radius-s)', md: 'var(--radius-m)', lg: 'var(--radius-l)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', size: 40 },
      classNames: { root: controls.icon },
    }),
    Button: Button.extend({ defaultProps: { size: 'md' }, classNames: { root: controls.button } }),
    Drawer: Drawer.extend(panel),
    Popover: Popover.extend({ classNames: { dropdown: controls.popover } }),
    Menu: Menu.extend({
      // Within the landmark it belongs to, with the focus on its first item.
      defaultProps: {
        position: 'bottom-end',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
      classNames: { dropdown: controls.dropdown, item: controls.item },
    }),
    Modal: Modal.extend({ defaultProps: { centered: true, radius: 'lg' }, ...panel }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'md' }, ...field }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' }, ...field }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { withItemsBorders: false },
      classNames: {
        root: controls.segments,
        label: controls.segment,
        indicator: controls.indicator,
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' }, ...field }),
    Textarea: Textarea.extend({ defaultProps: { size: 'md' }, ...field }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--edge)',
};

/** Mantine's own variables, said in the app's tokens. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
