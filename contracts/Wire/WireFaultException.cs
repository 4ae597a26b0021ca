namespace Analytics.Contracts.Wire;

/// <summary>A field of a message cannot be used; thrown and caught within this folder.</summary>
public sealed class WireFaultException(string message) : Exception(message);
