namespace Analytics.Train.Data;

/// <summary>The order in which faces are seen.</summary>
internal interface IFaceOrder
{
    /// <summary>The face of a sample; a sample's number goes on over the epochs.</summary>
    int Face(long sample);
}
