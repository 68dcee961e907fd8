import { MantineProvider, createTheme } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { client } from '~/contract/queries';
import { router } from './router';
import { scheme } from './theme';

const quick = { transitionProps: { duration: 0 } };
const theme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Popover: { defaultProps: quick }, Menu: { defaultProps: quick }, Tooltip: { defaultProps: quick },
    Modal: { defaultProps: { ...quick, returnFocus: true } }, Drawer: { defaultProps: { transitionProps: { duration: 160 } } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] } },
    Select: { defaultProps: { comboboxProps: quick, maxDropdownHeight: 280 } },
    MultiSelect: { defaultProps: { comboboxProps: quick, maxDropdownHeight: 280 } },
    TagsInput: { defaultProps: { comboboxProps: quick } },
    DateInput: { defaultProps: { popoverProps: quick } },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme.use()} withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
