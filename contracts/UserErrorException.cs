namespace Analytics.Contracts;

/// <summary>
/// Input that cannot be used: a wrong option, a missing file, an altered model. The message says what, where and what to do next; the
/// executable prints it alone and exits with 2.
/// </summary>
public class UserErrorException(string message) : Exception(message);
