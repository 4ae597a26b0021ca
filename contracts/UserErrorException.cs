namespace Analytics.Contracts;

/// <summary>
/// Input that the operator can put right: the message says what is wrong, where, and what to do next. The program prints it
/// without a stack trace and ends with exit code 2.
/// </summary>
/// <param name="message">What, where and what next.</param>
public sealed class UserErrorException(string message) : Exception(message);
