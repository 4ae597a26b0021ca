namespace Analytics.Contracts;

/// <summary>
/// Something that the user gave cannot be used. The message says what, where and what to do; it is shown as it is, without a stack
/// trace, and the process ends with exit code 2.
/// </summary>
public sealed class UserErrorException(string message) : Exception(message);
