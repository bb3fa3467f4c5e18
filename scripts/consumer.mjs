export const consumer = () => {}
