declare module 'virtual:manual' {
  const html: string
  export default html
}
