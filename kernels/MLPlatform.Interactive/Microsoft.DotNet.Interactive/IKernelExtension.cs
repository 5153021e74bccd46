namespace Microsoft.DotNet.Interactive;

/// <summary>What an extension's assembly does when a notebook loads it.</summary>
public interface IKernelExtension
{
    Task OnLoadAsync(Kernel kernel);
}
